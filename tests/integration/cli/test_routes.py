"""`leadloop routes`: rules as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.__main__ import run


class Answer(NamedTuple):
    code: int
    out: str
    err: str


Leadloop = Callable[..., Answer]


@pytest.fixture
def leadloop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadloop:
    """`leadloop routes …` in an empty folder, without a token."""
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)

    def ran(*arguments: str) -> Answer:
        code = run(("routes", *arguments))
        return Answer(code, *capsys.readouterr())

    return ran


FILE = """[[route]]
name = "Whom the CRM names"
to = "owner"

[[route]]
name = "DACH"
country = ["DE", "AT"]
to = ["U0MAYA", "S0DACH"]
by = "load"
"""


def test_rules_are_checked_applied_and_shown_again(leadloop: Leadloop, tmp_path: Path) -> None:
    file = tmp_path / "routes.toml"
    file.write_text(FILE)
    assert leadloop("show").out == ""

    checked = leadloop("check", str(file))
    assert (checked.code, checked.err) == (0, "")
    assert "Last month: 0 leads" in checked.out
    assert leadloop("show").out == "", "checking changes nothing"

    asked = leadloop("apply", str(file))  # nobody is there to answer
    assert asked.code != 0
    assert "Last month: 0 leads" in asked.out
    assert leadloop("show").out == "", "unasked nothing changes"

    done = leadloop("apply", "--yes", str(file))
    assert done.out.startswith(checked.out)
    assert done.out.endswith("Version 1: 2 rules hold for the leads that come from now on.\n")
    assert leadloop("show").out == FILE
    assert "Version 2" in leadloop("apply", "--yes", str(file)).out


def test_what_is_wrong_is_said_with_its_line(leadloop: Leadloop, tmp_path: Path) -> None:
    file = tmp_path / "routes.toml"
    file.write_text(FILE.replace('"owner"', '"me"').replace('"load"', '"luck"'))
    for command in ("check", "apply"):
        refused = leadloop(command, str(file))
        assert refused.out == ""
        assert refused.code == 2
        assert "line 1, route 1 (“Whom the CRM names”): to: needs" in refused.err
        assert "line 5, route 2 (“DACH”): by: “turn” or “load”" in refused.err
    assert leadloop("show").out == ""
    assert "cannot be read" in leadloop("check", str(tmp_path / "none.toml")).err


def test_owners_that_match_nobody(leadloop: Leadloop) -> None:
    assert "Every owner that your systems named is somebody" in leadloop("owners").out
