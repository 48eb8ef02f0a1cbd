"""Dates as exports write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.intake.dates import Order, moment, order_of

UTC_ZONE = ZoneInfo("UTC")


@pytest.mark.parametrize(
    "text",
    [
        "2018-02-03 19:58:00",
        "2018-02-03T19:58",
        "2018-02-03T20:58:00+01:00",
        "2018-02-03 19:58:00 UTC",
        "2018-02-03 19:58:00.000Z",
        "2018/2/3 19:58",
        "03.02.2018 19:58",
        "3.2.2018, 19:58",
        "03/02/2018 7:58 PM",
        "03-02-2018 19:58:00",
        "3 Feb 2018 19:58",
        "Feb 3, 2018 07:58 pm",
        "  February 3, 2018 19:58:00 ",
    ],
)
def test_the_same_moment_in_many_ways(text: str) -> None:
    assert moment(text, UTC_ZONE) == datetime(2018, 2, 3, 19, 58, tzinfo=UTC)


def test_month_first() -> None:
    found = moment("02/03/2018 12:05 AM", UTC_ZONE, Order.MONTH_FIRST)
    assert found == datetime(2018, 2, 3, 0, 5, tzinfo=UTC)
    dotted = moment("02.03.2018", UTC_ZONE, Order.MONTH_FIRST)
    assert dotted == datetime(2018, 3, 2, tzinfo=UTC)


def test_a_date_begins_at_the_workspaces_own_midnight() -> None:
    found = moment("2018-05-21", ZoneInfo("America/Sao_Paulo"))
    assert found == datetime(2018, 5, 21, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "43132", "31.02.2018", "2018-13-01", "00/00/0000", "1/2/18", "13:70 PM"],
)
def test_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date such as 2026-09-01"):
        moment(text, UTC_ZONE)


def test_the_edge_of_time_is_no_date() -> None:
    with pytest.raises(ValueError, match="is not a date"):
        moment("0001-01-01", ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["01/02/2018", "13/02/2018"], Order.DAY_FIRST),
        (["01/02/2018", "02/13/2018 10:00"], Order.MONTH_FIRST),
        (["01/02/2018", "03/04/2018"], None),
        (["01.02.2018", "2018-03-01", "", "05/05/2018"], Order.DAY_FIRST),
    ],
)
def test_a_column_says_what_comes_first(texts: list[str], expected: Order | None) -> None:
    assert order_of(texts) is expected


def test_a_column_that_mixes_both() -> None:
    with pytest.raises(ValueError, match="others with the month"):
        order_of(["13/02/2018", "02/13/2018"])
