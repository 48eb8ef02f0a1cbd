"""The pool of words told without a name: five people, eight weeks, and what can be taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.lifecycle import Action, Door
from bot.domain.questions import Why
from bot.domain.settings import Settings, changed
from bot.services.digest import Digests
from bot.services.feedback import Feedback
from bot.services.pools import end_due
from bot.services.record import Say, say_in, undo_in
from storage.uow import Units
from tests.integration.history import lived, some_campaigns

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
PEOPLE = [f"U0REP{number}" for number in range(5)]
READY = changed(Settings(), {"sales_channel": "C0SALES", "marketing_channel": "C0MARKETING"})


class Team:
    """People who talk to leads of one campaign and may hide their names."""

    def __init__(self, units: Units, team: str, campaign: str) -> None:
        self._units, self._team, self._campaign = units, team, campaign
        self._count = 0
        self.digests = Digests(units, team)

    async def says(
        self, user: str, text: str, now: datetime = NOW, *, named: bool = False, wish: str = ""
    ) -> str:
        """The lead about which the person said this, behind More…"""
        self._count += 1
        lead = lived(self._count, self._campaign, now).new
        async with self._units(self._team) as uow:
            await uow.leads.add([lead])
            for action in (Action.TAKE, Action.LANDED):
                await say_in(uow, Say(lead.id, user, action, Door.BUTTON), now)
            await uow.commit()
        await self.explains(user, lead.id, Why((), quote=text, named=named, wish=wish), now)
        return lead.id

    async def explains(self, user: str, lead_id: str, why: Why, now: datetime = NOW) -> None:
        say = Say(lead_id, user, Action.EXPLAIN, Door.MODAL)
        await Feedback(self._units, self._team).explain(say, why, now)

    async def undoes(self, user: str, lead_id: str, now: datetime = NOW) -> None:
        async with self._units(self._team) as uow:
            await undo_in(uow, Say(lead_id, user, Action.UNDO, Door.BUTTON), now)
            await uow.commit()

    async def shown(self, now: datetime) -> list[str]:
        """What a digest that is sent now says without names."""
        period = (await self.digests.send_now(now)).period
        facts = await self.digests.stored(period)
        assert facts is not None
        return sorted(facts.unnamed)

    async def ticks(self, now: datetime) -> None:
        await end_due(self._units, self._team, now)


@pytest.fixture
async def reps(units: Units, team: str) -> Team:
    [campaign] = await some_campaigns(units, team, ["Dock webinar"], NOW)
    async with units(team) as uow:
        await uow.settings.save(READY, [])
        await uow.commit()
    return Team(units, team, campaign)


async def test_five_people_are_needed_however_much_one_of_them_writes(reps: Team) -> None:
    for number in range(6):
        await reps.says(PEOPLE[0], f"again {number}")
    for user in PEOPLE[1:4]:
        await reps.says(user, f"by {user}")
    await reps.says(PEOPLE[4], "with a name", named=True)
    assert await reps.shown(NOW + WEEK) == []
    await reps.says(PEOPLE[4], "the fifth", NOW + WEEK)
    shown = await reps.shown(NOW + 2 * WEEK)
    assert len(shown) == 10
    assert "the fifth" in shown


async def test_texts_are_shown_in_one_digest_and_the_next_pool_begins_empty(reps: Team) -> None:
    for user in PEOPLE:
        await reps.says(user, f"by {user}")
    expected = sorted(f"by {user}" for user in PEOPLE)
    assert await reps.shown(NOW + WEEK) == expected
    assert await reps.shown(NOW + WEEK) == expected, "sent again, it says the same"
    await reps.says(PEOPLE[0], "a new one", NOW + WEEK)
    assert await reps.shown(NOW + 2 * WEEK) == []
    assert (await reps.digests.preview(NOW + 2 * WEEK)).unnamed == ()


async def test_a_preview_shows_nothing_before_the_digest_is_sent(reps: Team) -> None:
    for user in PEOPLE:
        await reps.says(user, f"by {user}")
    assert (await reps.digests.preview(NOW)).unnamed == ()


async def test_an_undo_takes_the_text_back_and_the_person_no_longer_counts(reps: Team) -> None:
    leads = [await reps.says(user, f"by {user}") for user in PEOPLE]
    await reps.undoes(PEOPLE[4], leads[4])
    assert await reps.shown(NOW + WEEK) == []
    await reps.says(PEOPLE[4], "better words", NOW + WEEK)
    assert await reps.shown(NOW + 2 * WEEK) == sorted(
        ["better words", *(f"by {user}" for user in PEOPLE[:4])]
    )


async def test_an_undo_after_the_digest_changes_nothing_that_was_shown(reps: Team) -> None:
    leads = [await reps.says(user, f"by {user}") for user in PEOPLE]
    shown = await reps.shown(NOW + WEEK)
    await reps.undoes(PEOPLE[0], leads[0])
    assert await reps.shown(NOW + WEEK) == shown


async def test_after_eight_weeks_too_few_are_given_up(reps: Team) -> None:
    for user in PEOPLE[:4]:
        await reps.says(user, f"by {user}")
    await reps.ticks(NOW + 8 * WEEK - timedelta(days=1))
    await reps.says(PEOPLE[0], "still the same pool", NOW + 8 * WEEK - timedelta(days=1))
    await reps.ticks(NOW + 8 * WEEK)
    await reps.says(PEOPLE[4], "the first of a new pool", NOW + 8 * WEEK)
    assert await reps.shown(NOW + 9 * WEEK) == []
    for user in PEOPLE[:4]:
        await reps.says(user, f"anew by {user}", NOW + 9 * WEEK)
    assert "the first of a new pool" in await reps.shown(NOW + 10 * WEEK)


async def test_enough_texts_wait_for_a_digest_that_comes_after_their_weeks(reps: Team) -> None:
    for user in PEOPLE:
        await reps.says(user, f"by {user}")
    await reps.ticks(NOW + 8 * WEEK)
    await reps.says(PEOPLE[0], "of the next pool", NOW + 8 * WEEK)
    assert await reps.shown(NOW + 9 * WEEK) == sorted(f"by {user}" for user in PEOPLE)


async def test_a_text_after_a_long_stop_begins_a_new_pool(reps: Team) -> None:
    """Nothing ticked meanwhile: what is written now must not fall with the old pool."""
    for user in PEOPLE[:4]:
        await reps.says(user, f"by {user}")
    await reps.says(PEOPLE[4], "months later", NOW + 20 * WEEK)
    await reps.ticks(NOW + 20 * WEEK)
    for user in PEOPLE[:4]:
        await reps.says(user, f"anew by {user}", NOW + 20 * WEEK)
    assert len(await reps.shown(NOW + 21 * WEEK)) == 5


async def test_each_workspace_has_a_pool_of_its_own(reps: Team, units: Units, team: str) -> None:
    other = f"{team}X"
    [campaign] = await some_campaigns(units, other, ["Dock webinar"], NOW)
    others = Team(units, other, campaign)
    for user in PEOPLE[:3]:
        await reps.says(user, "here")
    for user in PEOPLE[3:]:
        await others.says(user, "there")
    assert await reps.shown(NOW + WEEK) == []


async def test_a_wish_without_a_name_is_told_apart_from_its_lead_too(
    reps: Team, units: Units, team: str
) -> None:
    leads = [await reps.says(user, "", wish=f" {user} login ") for user in PEOPLE]
    await reps.says(PEOPLE[0], "", wish="SSO", named=True)
    undone = await reps.says(PEOPLE[0], "gone", wish="gone too")
    await reps.undoes(PEOPLE[0], undone)
    async with units.reading(team) as uow:
        assert [await uow.wishes.of(lead_id) for lead_id in leads] == [{}] * 5
        assert await uow.wishes.named(NOW - WEEK, 9) == ["SSO"]
    assert await reps.shown(NOW + WEEK) == [f"They asked for {user} login" for user in PEOPLE]


async def test_what_is_saved_again_in_the_form_takes_its_own_place_alone(reps: Team) -> None:
    for user in PEOPLE[1:]:
        await reps.says(user, f"by {user}")
    lead_id = await reps.says(PEOPLE[0], "hasty words", wish="SSO")
    await reps.says(PEOPLE[0], "of another lead")
    await reps.explains(PEOPLE[0], lead_id, Why((), quote="better words", named=False))
    await reps.explains(PEOPLE[0], lead_id, Why((), opened_with="own", named=False))
    mine = [text for text in await reps.shown(NOW + WEEK) if "by U0REP" not in text]
    assert mine == ["They asked for SSO", "better words", "of another lead"]
