"""A campaign cannot route until a sales lead has agreed its next step; then its leads go out."""

from typing import Any

import pytest

from bot.errors import NotAllowed
from sandbox.model import Message
from tests.scenario.world import CAMPAIGN, World, lead, shown

EXPO = {"name": "LogiExpo", "promise": "See your yard live.", "audience": "Visitors of the stand"}
STEP = "shows us their yard plan"


async def required(world: World) -> None:
    """The rule is on, and Sam, who may agree, is known."""
    now = world.sandbox.clock.now()
    await world.bot.deps.settings.change({"require_agreed_step": "yes"}, "test", now)
    await world.bot.deps.directory.member(world.person("sam").id)


async def put(world: World, **more: Any) -> None:
    status, _ = await world.request("PUT", "/v1/campaigns/expo", {**EXPO, **more})
    assert status == 200


async def arrived(world: World, number: int, **more: Any) -> dict[str, Any]:
    person = {"name": f"Visitor {number}", "email": f"v{number}@firm.example"}
    _, answer = await world.send(lead(f"x-{number}", campaign="expo", person=person, **more))
    return dict(answer)


async def press(world: World, who: str, message: Message, action_id: str) -> None:
    person = world.person(who)
    assert (await person.click(message.channel, message.ts, action_id)).ok


async def told(world: World, text: str) -> Message:
    """What marketing reads in its channel."""
    lena = world.person("lena")
    return await world.sandbox.workspace.until(
        lambda: next((m for m in lena.sees("marketing") if text in shown(m)), None)
    )


def cards(world: World) -> list[str]:
    return [shown(m) for m in world.person("maya").sees("leads") if "Visitor" in shown(m)]


async def test_leads_wait_until_a_sales_lead_agrees_and_their_clock_starts_then(
    world: World,
) -> None:
    await required(world)
    await put(world, committed_step=STEP)
    question = await world.direct("sam", "do you agree to the next step?")
    # It stands there for days: how many wait when it is asked is soon wrong.
    assert "Its leads wait until a step is agreed" in shown(question)
    answer = await arrived(world, 1)
    assert answer["status"] == "not_qualified"
    lacks = "sales has not agreed the next step of the campaign LogiExpo yet"
    assert answer["failed"] == [f"{lacks} (definition 1)"]
    assert (await arrived(world, 2, fit={"score": 1}))["status"] == "not_qualified"
    await world.later(hours=3)
    assert cards(world) == []
    await press(world, "sam", question, "agree_step")
    card = await world.posted("maya", "Visitor 1")
    await world.direct("sam", f"agreed to “{STEP}”")
    await told(world, f"<@{world.person('sam').id}> agreed to “{STEP}”. 2 leads")
    async with world.bot.store.units.reading(world.bot.team) as uow:
        [lead_id] = await uow.cards.leads_at(card.channel, card.ts)
        found = await uow.leads.card(lead_id)
    assert found is not None
    assert (found.contact_by - world.sandbox.clock.now()).total_seconds() > 3.9 * 3600
    assert (await arrived(world, 3))["status"] == "accepted"


async def test_only_leads_that_waited_for_nothing_else_and_not_too_long_go_out(
    world: World,
) -> None:
    await required(world)
    now = world.sandbox.clock.now()
    await world.bot.deps.settings.change({"min_fit": "40"}, "test", now)
    await put(world, committed_step=STEP)
    await arrived(world, 1)
    await world.later(days=29)
    await arrived(world, 2, fit={"score": 3})
    await arrived(world, 3)
    await world.later(days=2)
    question = await world.direct("sam", "do you agree")
    await press(world, "sam", question, "agree_step")
    await world.card("maya", "Visitor 3")
    await world.later(minutes=1)
    assert len(cards(world)) == 1


async def test_a_campaign_without_a_step_asks_once_leads_wait_and_a_proposal_settles_it(
    world: World,
) -> None:
    await required(world)
    await put(world)
    await world.later(minutes=1)
    sam = world.person("sam")
    assert not [m for m in sam.sees(sam.dm().id) if "step" in shown(m)]
    for number in range(1, 4):
        await arrived(world, number)
    await world.later(minutes=1)
    question = await world.direct("sam", "LogiExpo has no next step yet")
    assert "3 leads wait for it" in shown(question)
    assert "agree_step" not in str(question.blocks)
    await world.later(minutes=1)
    await press(world, "sam", question, "propose_step")
    form = await world.modal("sam", "Propose a step")
    assert (await world.person("sam").submit(form.id, {"step": {"step": STEP}})).ok
    proposal = await told(world, "proposes")
    assert STEP in shown(proposal)
    await press(world, "lena", proposal, "use_step")
    await world.card("maya", "Visitor 3")
    settled = f"<@{sam.id}> agreed to “{STEP}”. 3 leads"
    assert settled in shown(await world.direct("sam", settled)), "where the question was"
    assert not [m for m in sam.sees(sam.dm().id) if "no next step yet" in shown(m)]
    campaign = (await world.bot.deps.figures.campaign("expo", world.sandbox.clock.now())).campaign
    assert (campaign.committed_step, campaign.agreed_by) == (STEP, sam.id)


async def test_a_changed_step_needs_agreement_again_and_an_old_question_agrees_to_nothing(
    world: World,
) -> None:
    await required(world)
    await put(world, committed_step=STEP)
    first = await world.direct("sam", STEP)
    await put(world, committed_step="signs a letter", owner="lena@tidewell.example")
    await world.direct("sam", "signs a letter")
    sam = world.person("sam")
    await press(world, "sam", first, "agree_step")
    await world.private("sam", "changed the next step of LogiExpo since", sam.dm().id)
    second = await world.direct("sam", "signs a letter")
    await press(world, "sam", second, "agree_step")
    await world.direct("sam", "agreed to “signs a letter”")
    await world.direct("lena", "agreed to “signs a letter”")
    assert (await arrived(world, 1))["status"] == "accepted"
    await put(world, committed_step="signs two letters")
    assert (await arrived(world, 2))["status"] == "not_qualified"
    await world.direct("sam", "signs two letters")


async def test_who_may_not_agree_is_told_who_may(world: World) -> None:
    await required(world)
    await put(world, committed_step=STEP)
    now, maya = world.sandbox.clock.now(), world.person("maya").id
    report = await world.bot.deps.figures.campaign("expo", now)
    with pytest.raises(NotAllowed, match="Only sales leads can do that: Sam"):
        await world.bot.deps.agreements.agree(report.figures.campaign_id, STEP, maya, now)


async def test_without_the_rule_nobody_is_asked(world: World) -> None:
    await world.bot.deps.directory.member(world.person("sam").id)
    await put(world, committed_step=STEP)
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    assert (await arrived(world, 1))["status"] == "accepted"
    await world.later(minutes=1)
    sam = world.person("sam")
    assert not [m for m in sam.sees(sam.dm().id) if "step" in shown(m)]
