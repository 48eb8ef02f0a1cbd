"""What leads ask for, counted by company."""

import pytest

from bot.domain.leads import Company
from bot.domain.wishes import MAX_WISH, Asked, AskedFor, asked_for, wish_of


def said(
    text: str, name: str | None = None, domain: str | None = None, *, fit: int | None = None
) -> Asked:
    wish = wish_of(text)
    assert wish is not None
    return Asked(wish, 1, Company(name, domain), fit)


@pytest.mark.parametrize("text", ["sso ", " SSO", "S\u200bSO", "ＳＳＯ", "\u202eSSO\u0000"])
def test_one_wish_in_several_spellings(text: str) -> None:
    wish, same = wish_of(text), wish_of("SSO")
    assert wish is not None
    assert same is not None
    assert wish.key == same.key


def test_only_what_is_the_same_after_that_is_one_wish() -> None:
    keys = [
        wish.key for text in ("Single sign-on", "SSO", "single  Sign-On") if (wish := wish_of(text))
    ]
    assert keys[0] == keys[2] != keys[1]


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u202e\u0000"])
def test_nothing_written_is_no_wish(text: str) -> None:
    assert wish_of(text) is None


def test_a_wish_is_one_short_line() -> None:
    wish = wish_of("a driver app\nin Polish " + "x" * 200)
    assert wish is not None
    assert wish.label.startswith("a driver app in Polish x")
    assert len(wish.label) == MAX_WISH


def test_three_companies_are_needed_however_many_leads_ask() -> None:
    two = [said("SSO", "Alster"), said("SSO", "alster "), said("sso", None, "isar.example")] * 5
    assert asked_for(two, 50) == ()
    assert asked_for([*two, said("SSO", "Hansa")], 50) == (AskedFor("SSO", 3),)


def test_a_company_is_its_domain_else_its_name() -> None:
    asked = [
        said("SSO", "Alster Foods", "Alster.example"),
        said("SSO", "Alster", "alster.example"),
        said("SSO", "alster  foods"),  # the name of one whose domain is known
        said("SSO", "Hansa"),
        said("SSO", "Isar"),
    ]
    [found] = asked_for(asked, 50)
    assert found.companies == 3


def test_leads_of_no_known_company_could_all_be_of_one() -> None:
    assert asked_for([said("SSO", fit=90)] * 9, 50) == ()


def test_a_company_is_in_the_target_when_one_of_its_leads_is() -> None:
    asked = [
        said("SSO", "Alster", fit=20),
        said("SSO", "Alster", fit=70),
        said("SSO", "Alster"),
        said("SSO", "Hansa", fit=69),
        said("SSO", "Isar"),
    ]
    assert asked_for(asked, 70) == (AskedFor("SSO", companies=3, scored=2, in_target=1),)


def test_most_companies_first_in_the_spelling_used_most() -> None:
    names = ("Alster", "Hansa", "Isar", "Jade")
    asked = [said("API", name) for name in names[:3]]
    asked += [said("sso" if name == "Jade" else "SSO", name) for name in names]
    assert [item.label for item in asked_for(asked, 0)] == ["SSO", "API"]
