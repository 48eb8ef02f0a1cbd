"""Files as people export them."""

from pathlib import Path

import pytest

from bot.errors import InvalidInput
from bot.intake.files import CsvFile, read


def written(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "leads.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def cells(file: CsvFile) -> list[list[str]]:
    return [list(record.cells) for record in file.records]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252 (it is not UTF-8)"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, said: str) -> None:
    file = read(written(tmp_path, "id,name\n1,Jürgen Groß\n", encoding), ["id"])
    assert (file.header, cells(file)) == (("id", "name"), [["1", "Jürgen Groß"]])
    assert file.encoding == said


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = f"id{delimiter}name\r\n1{delimiter}x\r\n"
    assert cells(read(written(tmp_path, text), ["id", "name"])) == [["1", "x"]]


def test_the_header_is_split_so_that_the_wanted_columns_are_there(tmp_path: Path) -> None:
    text = 'id;"name, title, town";age\n1;"A, B, C";3\n'
    file = read(written(tmp_path, text), ["id", "AGE"])
    assert file.header == ("id", "name, title, town", "age")
    assert file.place("AGE") == 2


def test_one_column_is_a_file_too(tmp_path: Path) -> None:
    assert cells(read(written(tmp_path, "id\n1\n2"), ["id"])) == [["1"], ["2"]]


def test_rows_are_numbered_as_in_a_spreadsheet(tmp_path: Path) -> None:
    file = read(written(tmp_path, 'id,note\n1,"two\nlines"\n\n , \n2,x\n'), ["id"])
    assert [(record.number, record.cells[0]) for record in file.records] == [(2, "1"), (5, "2")]


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    file = read(written(tmp_path, "mql_id,origin,at,at\n"), ["mqlid"])
    with pytest.raises(InvalidInput) as caught:
        file.place("mqlid")
    assert caught.value.sentence == (
        "leads.csv has no column “mqlid” (did you mean “mql_id”?). Its columns: mql_id, origin, "
        "at, at."
    )
    with pytest.raises(InvalidInput, match="“at” stands 2 times"):
        file.place("at")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"PK\x03\x04rest", "is a workbook"),
        (b"id\x00,n\x00a\n", "neither UTF-8 nor"),
        (b"id,\x81\n1,\xff\n", "neither UTF-8 nor"),
        (b'id,name\n1,"' + b"x" * 140_000, "after row 1: .* quotation mark left open"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read(written(tmp_path, content), ["id"])


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read: No such file"):
        read(tmp_path / "nothing.csv", ["id"])
    with pytest.raises(InvalidInput, match="cannot be read: Is a directory"):
        read(tmp_path, ["id"])


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_quotation_mark_that_stays_open_swallows_nothing(tmp_path: Path, end: str) -> None:
    text = f'id,date,name\nq1,2026-02-01,"Ann\nq2,2026-02-02,Bob\nq3,2026-02-03,Cid{end}'
    with pytest.raises(InvalidInput, match="opens in row 2 is never closed"):
        read(written(tmp_path, text), ["id"])
    with pytest.raises(InvalidInput, match="opens in row 1 is never closed"):
        read(written(tmp_path, f'id,"name\n1,Ann{end}'), ["id"])
    closed = f'id,name\n1,"Ann\n2"{end}'
    assert cells(read(written(tmp_path, closed), ["id"])) == [["1", "Ann\n2"]]
    loose = f'id,name\n1,"Dock" Gate\n2,5" pipe{end}'
    assert cells(read(written(tmp_path, loose), ["id"])) == [["1", "Dock Gate"], ["2", '5" pipe']]
