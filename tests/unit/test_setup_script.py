"""scripts/setup.sh with a stand-in for Python: what it says and when it installs."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "cat", "chmod", "cksum", "cp", "date", "dirname", "grep", "mkdir", "mv", "tail")
# Answers as Python does to all that the script asks; notes every use of pip beside itself.
STAND_IN = """#!/bin/sh
home={home}
case "$*" in
    *version_info*) echo {version} ;;
    *"import ensurepip"*) {venv} ;;
    *"import pip"*) ;;
    *"-m venv"*)
        mkdir -p .venv/bin && cp "$0" .venv/bin/python
        echo "command = python -m venv --clear $(pwd -P)/.venv" >.venv/pyvenv.cfg
        echo venv >>"$home/calls" ;;
    *"-e ."*) echo editable >>"$home/calls" ;;
    *"-m pip"*) echo pip >>"$home/calls"; cat "$home/pip-says"; exit {pip} ;;
esac
"""


@dataclass
class Checkout:
    """A folder with the script and small lock files, and a PATH with nothing but tools."""

    home: Path
    folder: Path

    def python(
        self, name: str, version: str = "3.12", *, venv: str = "true", pip: int = 0, says: str = ""
    ) -> None:
        text = STAND_IN.format(home=f"'{self.home}'", version=version, venv=venv, pip=pip)
        (self.home / "bin" / name).write_text(text)
        (self.home / "bin" / name).chmod(0o755)
        (self.home / "pip-says").write_text(says)

    def setup(self, kind: str = "run", python: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "scripts/setup.sh", kind],
            cwd=self.folder,
            env={"PATH": str(self.home / "bin"), "PYTHON": python},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """What Python was asked to do since the last look."""
        noted = self.home / "calls"
        found = noted.read_text().split() if noted.exists() else []
        noted.unlink(missing_ok=True)
        return found

    def refuses(self, python: str = "") -> str:
        """The one line that a run that cannot work ends with."""
        done = self.setup(python=python)
        assert done.returncode == 1
        [line] = done.stderr.splitlines()
        return line


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    folder = tmp_path / "a folder's (copy) & more"
    (folder / "scripts").mkdir(parents=True)
    shutil.copyfile(ROOT / "scripts/setup.sh", folder / "scripts/setup.sh")
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "requirements.lock").write_text("aiohttp==1\nyarl==1\n")
    (folder / "requirements-dev.lock").write_text("aiohttp==1\npytest==1\nyarl==1\n")
    return Checkout(tmp_path, folder)


@pytest.mark.parametrize("version", ["2.7", "3.10", "3.15"])
def test_an_unsupported_python_is_named(checkout: Checkout, version: str) -> None:
    checkout.python("python3", version)
    line = checkout.refuses()
    assert "3.11 to 3.14" in line
    assert f"python3 is {version}" in line


def test_no_python_at_all(checkout: Checkout) -> None:
    assert "python3 cannot be run" in checkout.refuses()
    assert "/nowhere/python cannot be run" in checkout.refuses("/nowhere/python")


def test_a_newer_python_beside_an_old_one_is_found(checkout: Checkout) -> None:
    checkout.python("python3", "3.9")
    checkout.python("python3.13", "3.13")
    done = checkout.setup()
    assert done.returncode == 0, done.stderr
    assert "Python 3.13" in done.stdout


def test_a_missing_venv_module_names_the_package(checkout: Checkout) -> None:
    checkout.python("python3", "3.12", venv="exit 1")
    assert "apt install python3.12-venv" in checkout.refuses()


def test_no_network(checkout: Checkout) -> None:
    checkout.python(
        "python3",
        pip=1,
        says="WARNING: Retrying after connection broken by 'NewConnectionError(…)'\n"
        "ERROR: No matching distribution found for aiohttp==1\n",
    )
    assert "Check the network" in checkout.refuses()


def test_any_other_failure_shows_the_last_error_and_where_to_read_on(checkout: Checkout) -> None:
    checkout.python("python3", pip=1, says="ERROR: one\nERROR: Disk full\nmore\n")
    line = checkout.refuses()
    assert "(Disk full)" in line
    assert ".venv/install.log" in line


def test_an_interrupted_installation_goes_on(checkout: Checkout) -> None:
    checkout.python("python3", pip=1, says="ERROR: Operation cancelled by user\n")
    checkout.refuses()
    assert checkout.calls() == ["venv", "pip"]
    checkout.python("python3")
    shutil.copyfile(checkout.home / "bin/python3", checkout.folder / ".venv/bin/python")
    assert checkout.setup().returncode == 0
    assert checkout.calls() == ["pip", "editable"]


def test_a_second_run_does_nothing(checkout: Checkout) -> None:
    checkout.python("python3")
    assert checkout.setup().returncode == 0
    assert checkout.calls() == ["venv", "pip", "editable"]
    again = checkout.setup()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert checkout.calls() == []


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_is_installed(checkout: Checkout, changed: str) -> None:
    checkout.python("python3")
    checkout.setup()
    checkout.calls()
    with (checkout.folder / changed).open("a") as text:
        text.write("# changed\n")
    checkout.setup()
    assert checkout.calls() == ["pip", "editable"]


def test_what_the_tests_need_includes_what_the_bot_needs(checkout: Checkout) -> None:
    checkout.python("python3")
    checkout.setup("dev")
    checkout.calls()
    checkout.setup("run")
    assert checkout.calls() == []


def test_a_moved_folder_gets_a_new_venv(checkout: Checkout) -> None:
    checkout.python("python3")
    checkout.setup()
    checkout.calls()
    checkout.folder = checkout.folder.rename(checkout.home / "moved")
    assert checkout.setup().returncode == 0
    assert checkout.calls() == ["venv", "pip", "editable"]


def test_another_python_gets_a_new_venv(checkout: Checkout) -> None:
    checkout.python("python3")
    checkout.python("python3.14", "3.14")
    checkout.setup()
    checkout.calls()
    checkout.setup(python="python3.14")
    assert checkout.calls() == ["venv", "pip", "editable"]
