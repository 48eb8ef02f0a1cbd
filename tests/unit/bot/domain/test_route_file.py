"""Rules as a file: what is read, what is refused, and that it comes back as it was."""

import pytest
from hypothesis import given

from bot.domain.route_file import InvalidRoutes, as_toml, document_of, parse, read, stored
from bot.domain.routing import Kind, Route, Share
from tests.unit.bot.domain.test_routing import routes

FILE = """
[[route]]
name = "Whom the CRM names"
to = "owner"

[[route]]
name = "DACH, large"
country = ["DE", "AT"]
employees_from = 200
to = ["U0MAYA", "S0DACH"]
by = "load"
post_in = "C0DACH"

[[route]]
name = "Partners"
campaign = "partner-day"
customer = false
to = "C0PARTNER"
"""


def test_a_file_is_read() -> None:
    assert parse(FILE) == (
        Route("Whom the CRM names", Kind.OWNER),
        Route(
            "DACH, large",
            Kind.PEOPLE,
            ("U0MAYA", "S0DACH"),
            Share.LOAD,
            "C0DACH",
            country=("DE", "AT"),
            employees_from=200,
        ),
        Route(
            "Partners",
            Kind.CHANNEL,
            post_in="C0PARTNER",
            campaign=("partner-day",),
            customer=False,
        ),
    )
    assert parse(as_toml(parse(FILE))) == parse(FILE)
    assert parse("") == ()


def test_every_problem_is_named_with_its_line() -> None:
    text = """[[route]]
name = "Twice"
to = "owner"
by = "turn"

[[route]]
name = "Twice"
to = "nobody"
employees_from = 300
employees_to = 200
colour = "red"

[[route]]
customer = "yes"
"""
    with pytest.raises(InvalidRoutes) as refused:
        parse(text)
    said = refused.value.sentence.splitlines()
    assert said[0] == "line 1, route 1 (“Twice”): by: only where `to` lists people"
    assert any(line.startswith("line 6, route 2 (“Twice”): to: needs “owner”") for line in said)
    assert "line 6, route 2 (“Twice”): name: another route has this name already" in said
    assert any("colour: unknown; the keys are name" in line for line in said)
    assert any("employees_to: must not be less" in line for line in said)
    assert "line 13, route 3: customer: true or false" in said
    assert "line 13, route 3: name: give the route a name" in said
    assert any(line.startswith("line 13, route 3: to: needs") for line in said)


@pytest.mark.parametrize(
    "text", ["[[route]\n", "[route]\nname = 1\n", "pool = 1\n", "route = [1]\n"]
)
def test_what_is_no_list_of_routes_is_refused(text: str) -> None:
    with pytest.raises(InvalidRoutes):
        parse(text)


def test_what_the_next_version_wrote_is_left_out() -> None:
    kept = document_of(parse(FILE))
    assert stored([{**kept[0], "moon": "full"}, *kept[1:]]) == parse(FILE)[1:]


@given(routes)
def test_a_rule_comes_back_from_its_file(route: Route) -> None:
    try:
        [known] = read(document_of([route]))
    except InvalidRoutes:
        return
    assert parse(as_toml([known])) == (known,)
