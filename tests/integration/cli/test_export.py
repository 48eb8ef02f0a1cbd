"""`leadloop export`: a week as a file, with nothing but the command line."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from bot.__main__ import run

LEADS = "id,company,campaign,at\n1,Kestrel Foods,=Dock,2026-08-18\n2,Nordlager,=Dock,2026-08-19\n"
MAP = "external_id=id,company.name=company,campaign=campaign,occurred_at=at"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With two leads of week 34 in its database."""
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "leads.csv").write_text(LEADS)
    assert run(["import", "leads", "leads.csv", "--map", MAP]) == 0
    return tmp_path


def test_text_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["export", "--week", "2026-W34", "--out", "week.zip"]) == 0
    assert capsys.readouterr().out == "Wrote week.zip.\n"
    with zipfile.ZipFile(folder / "week.zip") as archive:
        texts = {
            name.removeprefix("leadloop-2026-W34-").removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
            )
            for name in archive.namelist()
        }
    assert list(texts) == [
        "campaigns",
        "segments",
        "reasons-campaign",
        "weeks",
        "agreement",
        "pitch",
        "rejections",
        "market",
        "leads",
        "definitions",
    ]
    (campaign,) = texts["campaigns"]
    assert (campaign["Campaign"], campaign["Delivered"]) == ("'=Dock", "2")
    assert [week["Delivered"] for week in texts["weeks"]] == ["0"] * 5 + ["2"]
    assert {lead["Company name"] for lead in texts["leads"]} == {"Kestrel Foods", "Nordlager"}


def test_a_workbook(folder: Path) -> None:
    assert run(["export", "--week", "2026-W34", "--out", "week.xlsx"]) == 0
    with zipfile.ZipFile(folder / "week.xlsx") as book:
        assert b"Kestrel Foods" in book.read("xl/sharedStrings.xml")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            ("--out", "week.pdf"),
            "“week.pdf” ends with neither .xlsx nor .zip. Nothing was written.",
        ),
        (("--out", "none/week.xlsx"), "“none/week.xlsx” cannot be written"),
        (("--out", "week.xlsx", "--week", "August"), "'August' is not a week."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], given: tuple[str, ...], sentence: str
) -> None:
    capsys.readouterr()
    assert run(["export", *given]) != 0
    assert sentence in capsys.readouterr().err
    assert not (folder / "week.pdf").exists()
