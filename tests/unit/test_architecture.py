"""Who may import whom: every import that is not allowed is planted, and import-linter finds it.

The table is the decision; the contracts in pyproject.toml hold it. A new package needs a row.
"""

import functools
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOT_PACKAGES = ("bot", "handlers", "storage", "sandbox")
CORE = {"bot.domain", "bot.errors"}
INNER = CORE | {"bot.ports", "bot.services", "bot.blocks"}
SLACK = {"slack_bolt", "slack_sdk"}
SQL = {"aiosqlite", "alembic", "asyncpg", "sqlalchemy", "sqlmodel"}
COMMANDS = {"bot.app", "bot.operations", "bot.demo", "bot.config", "bot.logs", "bot.errors"}
# What each may import of ours. None: composes everything, except what `NEVER` says.
ALLOWED: dict[str, set[str] | None] = {
    "bot.errors": set(),
    "bot.domain": {"bot.errors"},
    "bot.ports": CORE,
    "bot.blocks": CORE,
    "bot.terminal": CORE,
    "bot.metrics": CORE,
    "bot.services": CORE | {"bot.ports"},
    "bot.intake": INNER,
    "bot.scheduler": INNER,
    "handlers": INNER,
    "bot.slack": CORE | {"bot.ports"},
    "bot.delivery": INNER,
    "storage": CORE | {"bot.ports"},
    "bot.clock": CORE | {"bot.ports"},
    "bot.config": {"bot.errors"},
    "bot.logs": {"bot.errors"},
    "bot.server": None,
    "bot.app": None,
    "bot.operations": None,
    "bot.cli": COMMANDS,
    "bot.__main__": COMMANDS | {"bot.cli"},
    "bot.demo": CORE
    | {"bot.app", "bot.config", "bot.logs", "bot.services", "bot.intake", "sandbox"},
    "sandbox": set(),
}
NEVER = {"bot.demo", "bot.cli", "bot.__main__", "sandbox"}


@functools.cache
def _third_party() -> frozenset[str]:
    """The import names of everything that pyproject.toml depends on."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    wanted = {re.split(r"[^\w.-]", line)[0].lower() for line in declared}
    return frozenset(
        module
        for module, owners in packages_distributions().items()
        if wanted & {owner.lower() for owner in owners} and not module.startswith("_")
    )


# These may import no third-party package; others may not import those that are named here.
NONE_FOREIGN = {"bot.domain", "bot.errors", "bot.ports", "bot.blocks", "bot.services"}
FOREIGN: dict[str, set[str]] = {
    **dict.fromkeys(("bot.intake", "bot.scheduler", "bot.terminal", "bot.metrics"), SLACK | SQL),
    **dict.fromkeys(("bot.config", "bot.logs", "bot.clock"), SLACK | SQL),
    **dict.fromkeys(("handlers", "bot.slack", "bot.delivery"), SQL),
    "storage": SLACK,
    "sandbox": SLACK | SQL,
    **dict.fromkeys(("bot.cli", "bot.__main__", "bot.demo"), SLACK | SQL),
}


def _ours() -> set[str]:
    """The packages of the tree as the table names them, and the modules directly under bot/."""
    inside = {
        f"bot.{path.stem}"
        for path in (ROOT / "bot").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    return (inside - {"bot.__init__"}) | set(ROOT_PACKAGES[1:])


def _banned(package: str) -> set[str]:
    allowed = ALLOWED[package]
    ours = NEVER if allowed is None else set(ALLOWED) - allowed
    foreign = _third_party() if package in NONE_FOREIGN else FOREIGN.get(package, set())
    return (ours | foreign) - {package}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The Python files of the tree, with the contracts."""
    for package in ROOT_PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def _plant(tree: Path, package: str, imports: set[str]) -> None:
    """Adds the imports to the module, or to a new module of the package."""
    place = tree / package.replace(".", "/")
    file = place / "planted.py" if place.is_dir() else place.with_suffix(".py")
    with file.open("a") as text:
        text.writelines(f"\nimport {name}\n" for name in sorted(imports))


def _lint(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {"COLUMNS": "300", "PATH": ""}
    return subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )


def test_every_package_has_its_row() -> None:
    assert _ours() == set(ALLOWED)


def test_the_tree_keeps_every_contract(copy: Path) -> None:
    done = _lint(copy)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_import_that_is_not_allowed_is_found(copy: Path) -> None:
    """All are planted at once: the graph of the tree is built for each run anew."""
    for package in ALLOWED:
        _plant(copy, package, _banned(package))
    done = _lint(copy)
    assert done.returncode == 1, done.stdout + done.stderr
    told = re.findall(r"(\S+) is not allowed to import (\S+):", done.stdout)
    for package in ALLOWED:
        found = {name for by, name in told if by == package}
        # "sandbox may not import bot" is said once, for whatever is in bot.
        seen = {name for name in _banned(package) if found & {name, name.partition(".")[0]}}
        assert (package, seen) == (package, _banned(package))
