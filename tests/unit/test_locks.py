"""The lock files: complete, hashed, free of addresses, and in step with pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def _pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text()
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", text, re.MULTILINE))


def _declared(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(project["optional-dependencies"][e] for e in extras)]
    flat = [line for item in lines for line in ([item] if isinstance(item, str) else item)]
    return [Requirement(line) for line in flat]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_hashed(lock: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text())[1:]
    names = [re.match(r"([a-z0-9][\w.-]*)==\S+", block) for block in blocks]
    # A package may stand there twice, for Pythons that need different versions of it.
    assert {found[1] for found in names if found} == set(_pins(lock))
    assert all(names)
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_there_is_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert re.findall(r"\w+://\S+|^-i |^--.*(?:index|find|trusted).*", text, re.MULTILINE) == []


@pytest.mark.parametrize(
    ("lock", "extras"), [(LOCKS[0], ("build",)), (LOCKS[1], ("build", "test", "check"))]
)
def test_the_pins_are_what_pyproject_asks_for(lock: str, extras: tuple[str, ...]) -> None:
    pins = _pins(lock)
    unmet = [
        str(wanted)
        for wanted in _declared(*extras)
        if not wanted.specifier.contains(pins.get(canonicalize_name(wanted.name), "0"))
    ]
    assert unmet == [], "make lock"


def test_the_tests_run_on_the_same_versions() -> None:
    assert _pins(LOCKS[0]).items() <= _pins(LOCKS[1]).items()
