# Every target installs what it needs by itself, into .venv.  PYTHON=python3.12 chooses a Python,
# ARGS="…" is handed on:  make demo ARGS="--port 8000" · make test ARGS="-k card"

.PHONY: help demo tour run test test-postgres check bench simulate soak pictures contract install lock
.DEFAULT_GOAL := help
PYTHON ?=
export PYTHON
ARGS ?=

help:
	@echo "make demo     a Slack workspace on localhost with Leadloop in it; prints its address"
	@echo "make tour     the same loop as text, in half a minute"
	@echo "make run      Leadloop for your Slack workspace (docs/install.md)"
	@echo "make test     every test"
	@echo "make test-postgres  the tests of storage and of whole stories again, on PostgreSQL"
	@echo "make check    ruff, mypy, import-linter"
	@echo "make bench    how fast leads are taken in, and what does not grow slower with them"
	@echo "make simulate 200 made-up workspaces whose truth is known, into docs/statistics.md"
	@echo "make soak     a long run under load that must lose and repeat nothing"
	@echo "make pictures the README's pictures anew, from the demo (needs Chromium)"
	@echo "make contract Slack's published types anew, for tests/contract (needs npm)"
	@echo "make install  .venv with the run-time packages, nothing else"
	@echo "make lock     the lock files anew, from pyproject.toml (needs uv)"

demo tour run: install
	@trap : INT; .venv/bin/leadloop $@ $(ARGS) || [ $$? = 130 ] # stopped by Ctrl+C

install:
	@sh scripts/setup.sh run

# A file stays with one worker, which then makes what its tests share only once. Compiled files are
# kept: every worker, and every process that a test starts, would compile the tree again.
PYTEST = PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest -n logical --dist loadfile --no-loadscope-reorder

test:
	@sh scripts/setup.sh dev
	@.venv/bin/python -m compileall -q bot handlers storage sandbox # once, not by each worker
	@$(PYTEST) $(ARGS)

test-postgres:
	@sh scripts/setup.sh dev
	@$(PYTEST) --postgres tests/integration tests/scenario $(ARGS)

soak:
	@sh scripts/setup.sh dev
	@PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest -m soak -s $(ARGS)

bench: install
	@for one in intake home digest; do .venv/bin/python -m benchmarks.$$one || exit 1; done

simulate: install
	@.venv/bin/python -m benchmarks.simulate $(ARGS)

pictures:
	@sh scripts/setup.sh dev
	@PYTHONPATH=. .venv/bin/python scripts/pictures.py

contract:
	@sh scripts/setup.sh dev
	@.venv/bin/python scripts/contract.py

check:
	@sh scripts/setup.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

COMPILE = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock" --extra build pyproject.toml

lock:
	@command -v uv >/dev/null || { echo "leadloop: make lock needs uv: pip install uv" >&2; exit 1; }
	$(COMPILE) -o requirements.lock $(ARGS)
	$(COMPILE) --extra test --extra check -o requirements-dev.lock $(ARGS)
