"""What the documents say of variables, settings, scopes and targets is what there is."""

import re
from pathlib import Path

import pytest
import yaml
from dotenv import dotenv_values

from bot.config import Config
from bot.domain.settings import KEYS, Settings, as_text

ROOT = Path(__file__).parents[2]
VARIABLES = [name.upper() for name in Config.model_fields]


def _rows(document: str, heading: str) -> dict[str, str]:
    """The rows of the tables under a heading: first cell without its backticks → second cell."""
    text = (ROOT / document).read_text().partition(heading)[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \| ([^|]*?) \|", text, re.MULTILINE)
    return {
        name.strip("`"): value.strip("`") for names, value in rows for name in names.split(", ")
    }


def _shown(value: object) -> str:
    return str(value) or "–"


def test_every_variable_is_documented_with_its_default() -> None:
    fields = Config.model_fields
    expected = {name.upper(): _shown(field.default) for name, field in fields.items()}
    assert _rows("docs/configuration.md", "## Environment") == expected


def test_the_example_environment_names_every_variable() -> None:
    lines = dotenv_values(ROOT / ".env.example")
    assert list(lines) == VARIABLES


def test_the_example_environment_holds_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert Config(_env_file=ROOT / ".env.example") == Config(_env_file=None)


def test_every_setting_is_documented_with_its_default() -> None:
    defaults = as_text(Settings())
    expected = {key: _shown(defaults[key]) for key in KEYS}
    assert _rows("docs/configuration.md", "## Settings") == expected


def test_every_scope_is_explained() -> None:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    explained = _rows("docs/install.md", "## What the app may do")
    assert sorted(explained) == sorted(manifest["oauth_config"]["scopes"]["bot"])


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for document in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            if not (document.parent / target).exists():
                broken.append(f"{document.name}: {target}")
    assert broken == []


def test_the_commands_of_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"\bmake (\w+)", "\n".join(_code_lines())))
    assert targets
    assert targets <= set(
        re.findall(r"[a-z]+", makefile.partition(".PHONY:")[2].partition("\n")[0])
    )


def _code_lines() -> list[str]:
    documents = (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
    return [
        line
        for path in documents
        for line in path.read_text().splitlines()
        if line.startswith("    ")
    ]


def test_every_guarantee_names_tests_that_exist() -> None:
    table = (ROOT / "docs/guarantees.md").read_text().partition("## Fault by fault")[2]
    named = set(re.findall(r"`(test_\w+)`", table))
    files = [path for path in (ROOT / "tests").rglob("test_*.py")]
    defined = set(re.findall(r"def (test_\w+)\(", "\n".join(path.read_text() for path in files)))
    assert len(named) > 30
    assert named <= defined, f"no such test: {sorted(named - defined)}"
