"""Rows of a file, as leads and outcomes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.leads import Lead
from bot.domain.lifecycle import Action
from bot.domain.replay import Reported
from bot.intake import files, mapping
from bot.intake.rows import Reader
from bot.services.importing import RefusedRow, Row

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
Answers = Sequence[Row[Lead] | Row[Reported] | RefusedRow]


def answers(folder: Path, kind: mapping.Kind, maps: str, text: str) -> Answers:
    path = folder / "crm.csv"
    path.write_text(text, encoding="utf-8")
    wish = mapping.parse([maps], kind)
    file = files.read(path, list(wish.columns.values()))
    reader = Reader(mapping.fit(wish, kind, file), ZoneInfo("Europe/Berlin"), NOW)
    read = reader.leads if kind is mapping.LEADS else reader.outcomes
    return list(read(file.records))


def test_a_lead_from_a_row(tmp_path: Path) -> None:
    maps = (
        "external_id=id,occurred_at=at,campaign=camp,person.name=who,person.email=mail,"
        "person.is_decision_maker=boss,company.employees=size,fit.score=fit,fit.reasons=why,"
        "utm.source=:fair"
    )
    header = "id,at,camp,who,mail,boss,size,fit,why"
    cells = "7,2026-08-24,dock,Dana,D@K.example,yes,420,86,size; docks"
    [row] = answers(tmp_path, mapping.LEADS, maps, f"{header}\n{cells}\n")
    assert isinstance(row, Row)
    lead = row.item
    assert isinstance(lead, Lead)
    assert (lead.external_id, lead.campaign, lead.label) == ("7", "dock", "Dana")
    assert lead.person.email == "d@k.example"
    assert lead.person.is_decision_maker is True
    assert lead.company.employees == 420
    assert (lead.fit.score, lead.fit.reasons) == (86, ("size", "docks"))
    assert lead.utm == {"source": "fair"}
    assert lead.occurred_at == datetime(2026, 8, 23, 22, tzinfo=UTC)


def test_a_lead_may_have_nothing_but_its_id(tmp_path: Path) -> None:
    [row] = answers(
        tmp_path, mapping.LEADS, "external_id=id,occurred_at=at", "id,at\n7,2026-08-24\n"
    )
    assert isinstance(row, Row)
    assert isinstance(row.item, Lead)
    assert row.item.label == "7"


@pytest.mark.parametrize(
    ("cells", "field", "problem"),
    [
        (",2026-08-24,,,,", "external_id", "is empty"),
        ("1,,,,,", "occurred_at", "is empty"),
        ("1,soon,,,,", "occurred_at",
         "“soon” is not a date such as 2026-09-01 or 2026-09-01 14:30"),
        ("1,2026-09-03,,,,", "occurred_at", "“2026-09-03” lies in the future"),
        ("1,2026-08-24,n/a,,,", "person.email", "“n/a” is not an e-mail address"),
        ("1,2026-08-24,,many,,", "company.employees", "“many” is not a whole number"),
        ("1,2026-08-24,,-1,,", "company.employees", "“-1” is less than 0"),
        ("1,2026-08-24,,,101,", "fit.score", "“101” is more than 100"),
        ("1,2026-08-24,,,,ftp://x", "crm_url",
         "“ftp://x” must be a web address such as https://example.com/page"),
        ("1,2026-08-24,,,,,more", "", "has 7 cells where the header has 6"),
        (f"{'9' * 201},2026-08-24,,,,", "external_id",
         f"“{'9' * 40}…” is longer than 200 characters"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_a_lead_says_why(
    tmp_path: Path, cells: str, field: str, problem: str
) -> None:
    maps = (
        "external_id=id,occurred_at=at,person.email=mail,company.employees=size,fit.score=fit,"
        "crm_url=url"
    )
    [row] = answers(tmp_path, mapping.LEADS, maps, f"id,at,mail,size,fit,url\n{cells}\n")
    assert row == RefusedRow(2, field, problem)


def test_of_rows_with_the_same_id_the_first_counts(tmp_path: Path) -> None:
    text = "id,at\n1,2026-08-24\n2,2026-08-24\n1,2026-08-25\n"
    rows = answers(tmp_path, mapping.LEADS, "external_id=id,occurred_at=at", text)
    assert [isinstance(row, Row) for row in rows] == [True, True, False]
    assert rows[2] == RefusedRow(4, "external_id", "“1” stands in row 2 already")


OUTCOME = "external_id=id,outcome=what,at=at,amount=sum,reason=why,competitor=to,owner=who"


def test_an_outcome_from_a_row(tmp_path: Path) -> None:
    cells = "7,Closed Lost,2026-08-24 10:00,,Chose competitor,Gatevia,m@x.example"
    text = f"id,what,at,sum,why,to,who\n{cells}\n"
    [row] = answers(tmp_path, mapping.OUTCOMES, OUTCOME, text)
    assert isinstance(row, Row)
    assert row.item == Reported(
        "7",
        Action.LOSE,
        datetime(2026, 8, 24, 8, tzinfo=UTC),
        "m@x.example",
        ("chose_competitor",),
        {"competitor": "Gatevia"},
    )


def test_why_a_competitor_won_comes_with_an_outcome(tmp_path: Path) -> None:
    text = (
        "id,what,at,to,because\n7,lost,2026-08-24,Gatevia,Already in use\n8,lost,2026-08-24,,Luck\n"
    )
    fields = "external_id=id,outcome=what,at=at,competitor=to,competitor_why=because"
    rows = answers(tmp_path, mapping.OUTCOMES, fields, text)
    outcomes = [row.item for row in rows if isinstance(row, Row)]
    assert [item.detail for item in outcomes if isinstance(item, Reported)] == [
        {"competitor": "Gatevia", "competitor_why": "incumbent"},
        {"competitor_why": "other"},
    ]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0.0", 0),
        ("18000", 18_000),
        ("1.500", 1_500),
        ("1,500.00", 1_500),
        ("1.500,00", 1_500),
        ("1.500.000", 1_500_000),
        ("€ 12 500", 12_500),
        ("12500.75 EUR", 12_501),
        ("$1'000", 1_000),
        ("0.125", 0),
        ("12.5", 12),
    ],
)
def test_amounts(tmp_path: Path, text: str, amount: int) -> None:
    content = f'id,what,at,sum,why,to,who\n7,won,2026-08-24,"{text}",,,\n'
    [row] = answers(tmp_path, mapping.OUTCOMES, OUTCOME, content)
    assert isinstance(row, Row)
    assert isinstance(row.item, Reported)
    assert row.item.detail == {"amount": amount}


@pytest.mark.parametrize(
    ("cells", "field", "problem"),
    [
        ("7,opened,2026-08-24,,,,", "outcome", "“opened” is not an outcome. Known are"),
        ("7,,2026-08-24,,,,", "outcome", "is empty"),
        ("7,won,,,,,", "at", "is empty"),
        ("7,won,2026-08-24,a lot,,,", "amount", "“a lot” is not an amount such as 18000"),
        ("7,won,2026-08-24,-5,,,", "amount", "“-5” is not an amount"),
        ("7,won,2026-08-24,5 000 000 000,,,", "amount", "is more than 1000000000"),
        (",won,2026-08-24,,,,", "external_id", "is empty"),
    ],
)
def test_a_row_that_cannot_be_an_outcome_says_why(
    tmp_path: Path, cells: str, field: str, problem: str
) -> None:
    text = f"id,what,at,sum,why,to,who\n{cells}\n"
    [row] = answers(tmp_path, mapping.OUTCOMES, OUTCOME, text)
    assert isinstance(row, RefusedRow)
    assert row.field == field
    assert problem in row.problem
