"""Whether somebody who is typed in is there already."""

import pytest

from bot.domain.adding import OpenLead
from bot.domain.leads import Company, Person

HERE = OpenLead("l1", None, Person("Zoë Müller", phone="+49 30 777888"), Company("Café Nord AG"))


@pytest.mark.parametrize(
    "name", ["Zoë Müller", "zoe  mueller", "Zoe Muller", "ZOE\u0308 MU\u0308LLER", "Zoé Mueller"]
)
def test_a_name_is_known_with_and_without_its_accents(name: str) -> None:
    assert HERE.is_of(Person(name), Company("cafe nord ag"))
    assert not HERE.is_of(Person(name), Company("Cafe Sued AG"))
    assert HERE.is_of(Person(name, phone="0049 30 777888"), Company())


@pytest.mark.parametrize("name", ["Zoe Moller", "Zo Müller", None, ""])
def test_another_name_is_somebody_else(name: str | None) -> None:
    assert not HERE.is_of(Person(name), Company("Café Nord AG"))
