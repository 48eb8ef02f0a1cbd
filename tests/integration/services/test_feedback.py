"""“Not now” in the place of “not for us”: the lead rests instead of being closed."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.lifecycle import Action, Door, Standing, State
from bot.domain.questions import Question, Why
from bot.errors import NotPossible
from bot.services.feedback import Feedback
from bot.services.pools import Pools
from bot.services.record import Say, say_in, undo_in
from storage.uow import Units
from tests.integration.history import lived, some_campaigns

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MAYA, JONAS = "U0MAYA", "U0JONAS"


class Rep:
    """Maya, with a lead that she took."""

    def __init__(self, units: Units, team: str, lead_id: str) -> None:
        self._units, self._team, self._lead = units, team, lead_id
        self.feedback = Feedback(units, team)

    def say(self, user: str = MAYA, door: Door = Door.BUTTON) -> Say:
        return Say(self._lead, user, Action.EXPLAIN, door)

    async def does(self, action: Action) -> None:
        async with self._units(self._team) as uow:
            await say_in(uow, Say(self._lead, MAYA, action, Door.BUTTON), NOW)
            await uow.commit()

    async def taps(self, code: str, user: str = MAYA) -> Question | None:
        return await self.feedback.toggle(self.say(user), code, NOW)

    async def undoes(self) -> None:
        async with self._units(self._team) as uow:
            await undo_in(uow, self.say(), NOW)
            await uow.commit()

    async def standing(self) -> Standing:
        async with self._units.reading(self._team) as uow:
            card = await uow.leads.card(self._lead)
        assert card is not None
        return card.standing


@pytest.fixture
async def maya(units: Units, team: str) -> Rep:
    [campaign] = await some_campaigns(units, team, ["LogiExpo"], NOW)
    lead = lived(1, campaign, NOW).new
    async with units(team) as uow:
        await uow.leads.add([lead])
        await uow.commit()
    rep = Rep(units, team, lead.id)
    await rep.does(Action.TAKE)
    return rep


async def test_not_now_as_the_why_lets_the_lead_rest(maya: Rep, units: Units, team: str) -> None:
    await maya.does(Action.REJECT)
    await maya.taps("outside_icp")
    words = Why(("outside_icp",), quote="In spring", named=False)
    await maya.feedback.explain(maya.say(door=Door.MODAL), words, NOW)
    with pytest.raises(NotPossible):
        await maya.taps("not_now", JONAS)

    question = await maya.taps("not_now")
    assert question is not None
    assert question.state is State.NURTURE
    assert question.returns_on == date(2026, 11, 23)
    rests = await maya.standing()
    assert (rests.declined_by, rests.decline_codes) == (MAYA, ())
    assert rests.taken_at == NOW, "she took it: it was never not for us"
    assert await Pools(units, team).unsay(MAYA) == 1, "what was written is kept"

    await maya.taps("not_now")
    await maya.undoes()
    assert (await maya.standing()).state is State.ACCEPTED


async def test_bad_timing_rests_only_with_a_day(maya: Rep) -> None:
    await maya.does(Action.LANDED)
    await maya.does(Action.DISQUALIFY)
    day = date(2026, 10, 1)
    with pytest.raises(NotPossible):
        await maya.feedback.rest(maya.say(), day, NOW)

    question = await maya.taps("bad_timing")
    assert question is not None
    assert question.asking == {"bad_timing"}
    assert (await maya.standing()).state is State.DISQUALIFIED

    await maya.feedback.rest(maya.say(), day, NOW)
    rests = await maya.standing()
    assert (rests.state, rests.returns_on) == (State.NURTURE, day)
    assert rests.verdict is not None, "what was said of the pitch stands"

    await maya.feedback.rest(maya.say(), date(2026, 10, 2), NOW)
    assert (await maya.standing()).returns_on == date(2026, 10, 2)
