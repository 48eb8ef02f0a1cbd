"""Who may do what, and how a refusal says who may."""

from bot.domain.roles import MAY, Deed, Role, may, refusal


def test_every_deed_is_somebodys() -> None:
    assert set(MAY) == set(Deed)
    assert all(roles for roles in MAY.values())


def test_one_role_is_enough() -> None:
    assert may([Role.MARKETING, Role.SALES], Deed.EDIT_CAMPAIGN)
    assert not may([Role.SALES, Role.MARKETING_LEAD], Deed.AGREE_STEP)
    assert not may([], Deed.WORK_LEADS)


def test_a_refusal_names_who_may() -> None:
    told = refusal(Deed.ROUTE, (), ["Jonas", "Sam"])
    assert told == "Only sales leads and admins can do that: Jonas, Sam. Nothing was changed."
    told = refusal(Deed.CHANGE_SETTINGS, (), [])
    assert told == "Only admins can do that; ask one of them. Nothing was changed."
    told = refusal(Deed.SEND_DIGEST, {Role.MARKETING}, ["Sam"])
    assert told.startswith("Only people in the marketing channel and admins can do that; ask one")
    told = refusal(Deed.WORK_LEADS, (), ["Maya"])
    assert told.startswith("Only sales and admins can do that: Maya.")
