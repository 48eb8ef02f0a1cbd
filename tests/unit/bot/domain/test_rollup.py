"""Whose card shows a lead of a company from which others came a moment ago."""

from bot.domain.leads import Company
from bot.domain.rollup import (
    MAX_LEADS,
    Arrival,
    Head,
    Load,
    Party,
    Spread,
    Together,
    rolled_up,
    spread,
)

KESTREL, BRIGHTPORT = Party("kestrel.example"), Party("brightport")


def arrivals(party: Party, count: int) -> list[Arrival]:
    return [Arrival(f"{party.company}-{n}", party) for n in range(count)]


def test_the_first_of_a_company_shows_those_that_come_with_it() -> None:
    mixed = [*arrivals(KESTREL, 2), *arrivals(BRIGHTPORT, 1), Arrival("late", KESTREL)]
    shown = rolled_up(mixed, [])
    assert shown == Together(
        {"kestrel.example-1": "kestrel.example-0", "late": "kestrel.example-0"}
    )


def test_a_card_that_stands_already_takes_them_until_it_is_full() -> None:
    room_for_one = Head("there", KESTREL, MAX_LEADS - 1)
    shown = rolled_up(arrivals(KESTREL, 3), [room_for_one])
    crowd = frozenset({"kestrel.example-1", "kestrel.example-2"})
    assert shown == Together({"kestrel.example-0": "there"}, crowd)


def test_what_a_companys_card_does_not_bear_is_one_burst() -> None:
    found = spread(["a", "b", "c", "d"], Together({"b": "a"}, frozenset("cd")), Load(0), 20)
    assert found == Spread({"b": "a", "d": "c"}, frozenset("cd"))
    later = spread(["e"], Together(crowd=frozenset("e")), Load(4, open="c"), 20)
    assert later == Spread({"e": "c"}, frozenset("e"))


def test_a_lead_with_an_owner_is_not_mixed_with_the_pools() -> None:
    owned = Arrival("jonas'", Party("kestrel.example", "jonas@tidewell.example"))
    assert rolled_up([*arrivals(KESTREL, 1), owned], []) == Together()


def test_a_company_is_known_by_its_domain_before_its_name() -> None:
    assert Company("Kestrel", "Kestrel.Example").key == "kestrel.example"
    assert Company("  Nordhafen   Logistik ").key == "nordhafen logistik"
    assert Company().key is None


def test_what_a_channel_does_not_bear_is_one_burst() -> None:
    found = spread(["a", "b", "c", "d"], Together(), Load(1), 3)
    assert found == Spread({"d": "c"}, frozenset("cd"))
    assert spread(["a", "b"], Together(), Load(1), 3) == Spread({})


def test_a_burst_that_goes_on_takes_the_next() -> None:
    found = spread(["a", "b"], Together(), Load(5, open="there"), 3)
    assert found == Spread({"a": "there", "b": "there"}, frozenset("ab"))


def test_colleagues_of_a_lead_in_a_burst_are_in_it_too() -> None:
    found = spread(["a", "b", "c"], Together({"c": "b"}), Load(0), 1)
    assert found == Spread({"c": "b"}, frozenset("bc"))
    elsewhere = spread(["a", "b", "c"], Together({"b": "a", "c": "there"}), Load(0), 1)
    assert elsewhere == Spread({"b": "a", "c": "there"})
