"""`--map field=column`."""

from pathlib import Path

import pytest

from bot.errors import InvalidInput
from bot.intake.dates import Order
from bot.intake.files import CsvFile, read
from bot.intake.mapping import LEADS, OUTCOMES, fit, parse

NEEDED = "external_id=id,occurred_at=at"


def file_of(folder: Path, text: str) -> CsvFile:
    path = folder / "crm.csv"
    path.write_text(text, encoding="utf-8")
    return read(path, [])


def test_pairs_by_commas_and_repeated() -> None:
    wish = parse(["external_id=id, person.name=Name, first and last", "utm.source=:fair"], LEADS)
    assert wish.columns == {"external_id": "id", "person.name": "Name, first and last"}
    assert wish.constants == {"utm.source": "fair"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name=Name", "“name” is not a field of leads. Did you mean person.name?"),
        ("externalid=x", "Did you mean external_id?"),
        ("utm.=x", "“utm.” is not a field"),
        ("outcome=x", "“outcome” is not a field of leads. The fields: external_id, occurred_at"),
        ("external_id", "is no mapping"),
        ("external_id=", "is no mapping"),
        ("external_id=:", "is no mapping"),
        ("campaign=a,campaign=:b", "campaign is mapped twice"),
    ],
)
def test_what_is_no_mapping(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence.replace("?", r"\?")):
        parse([text], LEADS)


def test_rows_become_the_fields_that_are_not_empty(tmp_path: Path) -> None:
    file = file_of(tmp_path, "id,at,name,\n 1 ,2026-01-02,,\n2\n3,x,y,z,,\n4,x,y,z,more\n")
    mapped = fit(parse([NEEDED, "person.name=name,campaign=:fair"], LEADS), LEADS, file)
    first, short, wide, too_wide = file.records
    assert mapped.values(first) == {
        "external_id": "1",
        "occurred_at": "2026-01-02",
        "campaign": "fair",
    }
    assert mapped.values(short) == {"external_id": "2", "campaign": "fair"}
    assert mapped.values(wide)["person.name"] == "y"
    with pytest.raises(ValueError, match="has 5 cells where the header has 4"):
        mapped.values(too_wide)
    assert mapped.column("person.name") == "name"
    assert mapped.column("campaign") == "campaign"


def test_needed_fields_are_asked_for_with_the_columns_there_are(tmp_path: Path) -> None:
    file = file_of(tmp_path, "id,day\n1,2026-01-02\n")
    with pytest.raises(InvalidInput) as caught:
        fit(parse([], LEADS), LEADS, file)
    assert caught.value.sentence == (
        "Add --map external_id=COLUMN,occurred_at=COLUMN (the id that its system gave the lead; "
        "when a lead came in, which decides the week it counts in). The columns of crm.csv: id, "
        "day."
    )


def test_the_order_of_a_date_is_found_or_asked_for(tmp_path: Path) -> None:
    wish = parse(["external_id=id,outcome=:won,at=at"], OUTCOMES)
    found = fit(wish, OUTCOMES, file_of(tmp_path, "id,at\n1,01/02/2026\n2,01/13/2026\n"))
    assert found.order is Order.MONTH_FIRST
    doubtful = file_of(tmp_path, "id,at\n1,\n2,01/02/2026\n")
    with pytest.raises(InvalidInput, match="“01/02/2026” in the column “at” could be day or month"):
        fit(wish, OUTCOMES, doubtful)
    assert fit(wish, OUTCOMES, doubtful, Order.MONTH_FIRST).order is Order.MONTH_FIRST
    mixed = file_of(tmp_path, "id,at\n1,13/02/2026\n2,02/13/2026\n")
    with pytest.raises(InvalidInput, match="mixes two ways"):
        fit(wish, OUTCOMES, mixed)
