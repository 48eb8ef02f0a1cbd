"""The command line, as a person or a script meets it."""

import csv
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.__main__ import run

SLACK = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")


class Answer(NamedTuple):
    code: int
    out: str
    err: str


Leadloop = Callable[..., Answer]


@pytest.fixture
def leadloop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadloop:
    """Runs a command in an empty folder, with the default database in it."""
    monkeypatch.chdir(tmp_path)
    for name in (*SLACK, "DATABASE_URL", "LOG_LEVEL", "PORT", "HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "160")

    def ran(*arguments: str) -> Answer:
        code = run(arguments)
        return Answer(code, *capsys.readouterr())

    return ran


def one_sentence(answer: Answer, code: int) -> str:
    """The error that a command ended with: one line on stderr and nothing else."""
    assert answer.code == code
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err
    return answer.err.strip()


def test_version_and_help(leadloop: Leadloop) -> None:
    assert leadloop("--version").out == "leadloop 0.1.0\n"
    shown = leadloop()
    assert (shown.code, shown.err) == (0, "")
    for command in ("run", "demo", "tour", "settings", "token", "import", "digest", "migrate"):
        assert f" {command} " in shown.out
    assert leadloop("import").code == 0


def test_settings_are_kept_shown_and_recorded(leadloop: Leadloop, tmp_path: Path) -> None:
    done = leadloop("settings", "set", "timezone=europe/berlin", "min_fit=40", "digest_day=fri")
    assert done.code == 0
    assert [line.split() for line in done.out.splitlines()] == [
        ["timezone", "UTC", "→", "Europe/Berlin"],
        ["min_fit", "0", "→", "40"],
        ["digest_day", "monday", "→", "friday"],
    ]
    assert leadloop("settings", "set", "min_fit=40").out.split() == [
        "min_fit",
        "40",
        "as",
        "before",
    ]
    shown = dict(line.split(maxsplit=1) for line in leadloop("settings", "show").out.splitlines())
    assert (shown["timezone"], shown["min_fit"]) == ("Europe/Berlin", "40")
    with closing(sqlite3.connect(tmp_path / "data" / "leadloop.db")) as database:
        changes = database.execute("SELECT key, old, new, who FROM setting_change").fetchall()
    assert ("min_fit", "0", "40") in [change[:3] for change in changes]
    assert len(changes) == 3
    assert all("command line" in change[3] for change in changes)


def test_settings_as_json_have_their_own_types(leadloop: Leadloop) -> None:
    leadloop("settings", "set", "sales_channel=C0123ABCD", "min_intent=5", "work_days=mon,tue")
    found = json.loads(leadloop("settings", "show", "--json").out)
    assert found["sales_channel"] == "C0123ABCD"
    assert found["min_intent"] == 5
    assert found["work_days"] == ["monday", "tuesday"]
    assert found["digest_time"] == "09:00"
    assert found["require_agreed_step"] is False
    assert found["reactions"]["+1"] == "landed"


def test_nothing_is_set_when_one_setting_cannot_be(leadloop: Leadloop) -> None:
    said = one_sentence(leadloop("settings", "set", "min_fit=40", "timezone=Berlin"), 2)
    assert said.startswith("Nothing was changed. timezone: a time zone")
    assert "“min_fit” is not KEY=VALUE" in one_sentence(leadloop("settings", "set", "min_fit"), 2)
    assert json.loads(leadloop("settings", "show", "--json").out)["min_fit"] == 0


def test_a_token_stands_alone_on_standard_output(leadloop: Leadloop, tmp_path: Path) -> None:
    first = leadloop("token", "create", "crm")
    token = first.out.removesuffix("\n")
    assert token.startswith("ll_")
    assert token.split() == [token]
    assert "shown only now" in first.err
    assert token not in first.err
    second = leadloop("token", "create", "crm")
    assert second.out != first.out
    assert "no longer works" in second.err
    assert token.encode() not in (tmp_path / "data" / "leadloop.db").read_bytes()
    assert "1 to 60 letters" in one_sentence(leadloop("token", "create", "a/b"), 2)


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "sentence"),
    [
        (["digst"], {}, 2, "No such command 'digst'. Did you mean 'digest'?"),
        (["digest", "--week", "22"], {}, 2, "'22' is not a week"),
        (["settings", "set", "min_fit=1", "min_fit =2"], {}, 2, "“min_fit” is given twice."),
        (["token", "create"], {}, 2, "Missing argument 'NAME'"),
        (["settings", "show", "--yaml"], {}, 2, "No such option: --yaml"),
        (["run"], {}, 2, "SLACK_BOT_TOKEN is not set"),
        (["run"], {"SLACK_BOT_TOKEN": "xapp-1"}, 2, "SLACK_BOT_TOKEN must begin with xoxb-"),
        (["migrate"], {"PORT": "x"}, 2, "cannot be used: PORT must be a whole number."),
        (["migrate"], {"PORT": "65536"}, 2, "PORT must be less than or equal to 65535."),
        (["migrate"], {"LOG_LEVEL": "loud"}, 2, "used: LOG_LEVEL must be debug, info,"),
        (["migrate"], {"LEASE_SECONDS": "1"}, 2, "cannot be used: LEASE_SECONDS must be more"),
        (["migrate"], {"DATABASE_URL": "mysql://x/y"}, 2, "runs on SQLite or PostgreSQL"),
        (["migrate"], {"DATABASE_URL": "postgresql://x@127.0.0.1:1/y"}, 1, "127.0.0.1:1"),
        (["migrate"], {"DATABASE_URL": "sqlite:////proc/no/x.db"}, 1, "cannot be made"),
        (["import", "leads"], {}, 2, "Missing argument 'FILE.csv'"),
        (["import", "leads", "no.csv"], {}, 2, "no.csv cannot be read"),
        (["import", "leads", "no.csv", "--dates", "us"], {}, 2, "--dates is dmy"),
        (["import", "leads", "no.csv", "--source", "a/b"], {}, 2, "1 to 60 letters"),
    ],
)
def test_every_error_is_one_sentence(
    leadloop: Leadloop,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    code: int,
    sentence: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert sentence in one_sentence(leadloop(*arguments), code)


def test_an_empty_variable_is_not_set(
    leadloop: Leadloop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PORT=\nLEASE_SECONDS=\nDATABASE_URL=\n", encoding="utf-8")
    monkeypatch.setenv("HOST", "")
    assert leadloop("migrate").code == 0
    assert (tmp_path / "data" / "leadloop.db").exists()


def test_an_env_file_that_cannot_be_read_is_a_sentence(leadloop: Leadloop, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=3000\n", encoding="utf-16")
    assert ".env is not a text in UTF-8" in one_sentence(leadloop("migrate"), 2)


def test_an_error_nobody_thought_of_is_a_sentence_too(
    leadloop: Leadloop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_config: object) -> None:
        raise RuntimeError("wires crossed\nand more")

    monkeypatch.setattr("bot.operations.migrate_database", broken)
    said = one_sentence(leadloop("migrate"), 1)
    assert "RuntimeError: wires crossed" in said
    monkeypatch.setenv("LOG_LEVEL", "debug")
    assert "Traceback" in leadloop("migrate").err


def test_several_workspaces_need_a_token_to_tell_which(leadloop: Leadloop, tmp_path: Path) -> None:
    leadloop("migrate")
    with closing(sqlite3.connect(tmp_path / "data" / "leadloop.db")) as database, database:
        row = "INSERT INTO workspace (team_id, name, settings) VALUES (?, '', '{}')"
        database.executemany(row, [("T1",), ("T2",)])
    said = one_sentence(leadloop("settings", "show"), 2)
    assert "2 workspaces (T1, T2)" in said


HEADER = "Id;Came in;Campaign;Name;Staff\n"
MAP = (
    "external_id=Id,occurred_at=Came in,campaign=Campaign,person.name=Name",
    "company.employees=Staff",
)


def imported(
    leadloop: Leadloop, folder: Path, rows: str, *more: str, kind: str = "leads"
) -> Answer:
    (folder / "crm.csv").write_text(HEADER + rows, encoding="cp1252")
    return leadloop("import", kind, "crm.csv", "--map", MAP[0], "--map", MAP[1], *more)


def counts(answer: Answer) -> dict[str, int]:
    summary = answer.out.partition("\n\n")[0]
    lines = [line.split() for line in summary.splitlines() if line.startswith("  ")]
    return {words[1]: int(words[0].replace(",", "")) for words in lines}


def stored(folder: Path) -> dict[str, int]:
    counts = "SELECT (SELECT count(*) FROM lead), (SELECT count(*) FROM campaign)"
    with closing(sqlite3.connect(folder / "data" / "leadloop.db")) as database:
        leads, campaigns = database.execute(counts).fetchone()
        (workspaces,) = database.execute("SELECT count(*) FROM workspace").fetchone()
    return {"lead": leads, "campaign": campaigns, "workspace": workspaces}


def test_leads_are_imported_once_and_the_bad_rows_told(leadloop: Leadloop, tmp_path: Path) -> None:
    rows = "1;24.08.2026;dock;Jürgen;12\n2;25.08.2026;dock;;many\n3;;dock;;\n"
    rehearsed = imported(leadloop, tmp_path, rows, "--dry-run")
    assert "Dry run: nothing was stored" in rehearsed.out
    assert stored(tmp_path) == {"lead": 0, "campaign": 0, "workspace": 0}
    done = imported(leadloop, tmp_path, rows, "--report", "refused.csv")
    assert "Windows-1252 (it is not UTF-8), separated by semicolons" in done.out
    expected = {"new": 1, "updated": 0, "unchanged": 0, "refused": 2}
    assert (done.code, counts(done)) == (0, expected)
    assert counts(rehearsed) == expected
    listed = [line.split() for line in done.out.partition("\n\n")[2].splitlines()]
    assert ["3", "Staff", "“many”", "is", "not", "a", "whole", "number"] in listed
    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["row", "column", "problem"],
            ["3", "Staff", "“many” is not a whole number"],
            ["4", "Came in", "is empty"],
        ]
    again = imported(leadloop, tmp_path, rows)
    assert counts(again) == {"new": 0, "updated": 0, "unchanged": 1, "refused": 2}


def test_when_every_row_is_refused_it_has_failed(leadloop: Leadloop, tmp_path: Path) -> None:
    rows = "".join(f"{place};soon;dock;;\n" for place in range(14))
    done = imported(leadloop, tmp_path, rows)
    assert done.code == 1
    assert counts(done)["refused"] == 14
    assert done.out.count("is not a date") == 10
    assert "and 4 more; --report FILE.csv lists them all." in done.out


def test_a_report_that_cannot_be_written_is_said_before_anything_is_stored(
    leadloop: Leadloop, tmp_path: Path
) -> None:
    rows = "1;24.08.2026;dock;A;\n2;soon;dock;B;\n"
    (tmp_path / "same.csv").symlink_to(tmp_path / "crm.csv")
    for path, problem in (
        ("no/where.csv", "No such file"),
        (f"{'x' * 300}.csv", "File name too long"),
        ("same.csv", "would overwrite"),
    ):
        said = one_sentence(imported(leadloop, tmp_path, rows, "--report", path), 2)
        assert problem in said
        assert not (tmp_path / "data").exists()
    assert (tmp_path / "crm.csv").read_text(encoding="cp1252") == HEADER + rows


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_report_for_which_no_room_is_left_does_not_hide_the_rows(
    leadloop: Leadloop, tmp_path: Path
) -> None:
    done = imported(leadloop, tmp_path, "1;soon;dock;A;\n", "--report", "/dev/full")
    said = one_sentence(done, 1)
    assert "No space left" in said
    assert "The import is done." in said
    assert "is not a date" in done.out


def test_outcomes_follow_and_the_digest_counts_them(leadloop: Leadloop, tmp_path: Path) -> None:
    imported(
        leadloop, tmp_path, "1;24.08.2026;dock;A;\n2;25.08.2026;dock;B;\n3;17.08.2026;dock;C;\n"
    )
    (tmp_path / "won.csv").write_text("lead,day\n1,2026-09-01\n", encoding="utf-8")
    maps = ("--map", "external_id=lead,outcome=:won,at=day")
    done = leadloop("import", "outcomes", "won.csv", *maps)
    assert counts(done) == {"recorded": 1, "unchanged": 0, "refused": 0}
    assert counts(leadloop("import", "outcomes", "won.csv", *maps))["unchanged"] == 1
    shown = leadloop("digest", "--week", "2026-W35").out
    assert "2 leads → 1 taken" in shown
    assert leadloop("digest").code == 0


def test_the_columns_there_are_when_the_mapping_does_not_fit(
    leadloop: Leadloop, tmp_path: Path
) -> None:
    (tmp_path / "crm.csv").write_text("mql_id,origin\n1,x\n", encoding="utf-8")
    said = one_sentence(leadloop("import", "leads", "crm.csv"), 2)
    assert said.startswith("Add --map external_id=COLUMN,occurred_at=COLUMN")
    assert said.endswith("The columns of crm.csv: mql_id, origin.")
    wrong = ("--map", "external_id=mqlid,occurred_at=:2026-08-24")
    said = one_sentence(leadloop("import", "leads", "crm.csv", *wrong), 2)
    assert "no column “mqlid” (did you mean “mql_id”?)" in said
