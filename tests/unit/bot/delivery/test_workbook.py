"""The files of an export, as a spreadsheet would read them."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.workbook import csv_archive, files, xlsx
from bot.domain.export import Column, Export, Kind, Sheet
from bot.domain.schedule import Week

AT = datetime(2026, 8, 24, 22, 30, tzinfo=UTC)
HOSTILE = ("=1+1", "+1", "-2", "@SUM(A1)", "\t=1", " =1", "http://x.example", "<b>&", "{=A1}")


def export(*rows: tuple[str, int | None, float | None, datetime | None]) -> Export:
    columns = (
        Column("Name"),
        Column("Leads", Kind.COUNT),
        Column("Share", Kind.SHARE),
        Column("At", Kind.MOMENT),
    )
    sheet = Sheet("reasons × campaign", columns, rows)
    return Export(Week(2026, 34), ZoneInfo("Europe/Berlin"), (sheet,))


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def test_nothing_in_the_workbook_is_a_formula_or_a_link() -> None:
    found = parts(xlsx(export(*((text, 3, 0.5, AT) for text in HOSTILE))))
    page = found["xl/worksheets/sheet1.xml"]
    assert "<f>" not in page
    assert "hyperlink" not in "".join(found)
    assert "hyperlink" not in page
    texts = found["xl/sharedStrings.xml"]
    assert all(f">{text}</t>" in texts for text in ("=1+1", "-2", "@SUM(A1)", "&lt;b&gt;&amp;"))
    assert 'name="reasons × campaign"' in found["xl/workbook.xml"]


def test_moments_are_the_workspaces_own_and_nothing_is_empty() -> None:
    page = parts(xlsx(export(("a", None, None, AT))))["xl/worksheets/sheet1.xml"]
    (moment,) = re.findall(r'<c r="D2"[^>]*><v>([\d.]+)</v>', page)
    assert round(float(moment) % 1 * 24, 6) == 0.5  # half past midnight in Berlin
    assert 'r="B2"' not in page


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    found = parts(xlsx(export(("short", 1, 0.5, AT), ("many words " * 30, 1, 0.5, AT))))
    page = found["xl/worksheets/sheet1.xml"]
    (height,) = re.findall(r'<row r="3"[^>]* ht="([\d.]+)"', page)
    assert float(height) >= 5 * 15
    assert not re.search(r'<row r="2"[^>]* ht=', page)


@settings(max_examples=60)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_no_cell_of_a_text_file_begins_a_formula(texts: list[str]) -> None:
    given = export(*((text, -1, -0.5, AT) for text in (*texts, *HOSTILE)))
    (text,) = parts(csv_archive(given)).values()
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == ["Name", "Leads", "Share", "At"]
    assert len(rows) == len(texts) + len(HOSTILE)
    for name, *rest in rows:
        assert not name.lstrip().startswith(("=", "+", "-", "@"))
        assert rest == ["-1", "-0.5", "2026-08-25T00:30:00+02:00"]


def test_the_files_are_named_after_the_week_and_are_the_same_for_the_same_facts() -> None:
    book, archive = files(export(("a", 1, 1.0, AT)))
    assert (book.name, archive.name) == (
        "leadloop-2026-W34.xlsx",
        "leadloop-2026-W34-csv.zip",
    )
    assert list(parts(archive.content)) == ["leadloop-2026-W34-reasons-campaign.csv"]
    assert archive.content == files(export(("a", 1, 1.0, AT)))[1].content
