"""A second look at a rejection: asked once, read by the rep, closed by both sides each month."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.disputes import Ruling
from bot.errors import NotAllowed, NotPossible
from sandbox.model import Message
from tests.scenario.test_definition import led, shows
from tests.scenario.test_leads import said
from tests.scenario.world import CAMPAIGN, World, lead, shown

WHY = "They run 14 docks; the size in the CRM is the holding's."


async def switched_on(world: World) -> None:
    now = world.sandbox.clock.now()
    await world.bot.deps.settings.change({"disputes": "yes"}, "test", now)


async def rejected(world: World, name: str = "Dana Ruiz", chip: int = 0) -> str:
    """Maya turned a lead down; its id. Chip 0 is “Wrong company”, 6 is “Spam”."""
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    person = {"name": name, "email": f"{name[:3]}@firm.example"}
    external_id = name.replace(" ", "-").lower()
    _, answer = await world.send(lead(external_id, person=person))
    card = await world.posted("maya", name)
    maya = world.person("maya")
    assert (await maya.click("leads", card.ts, "reject")).ok
    chips = await world.private("maya", f"Why is {name} not for us?")
    assert (await maya.click("leads", chips.ts, f"why.{chip}")).ok
    return str(answer["id"])


async def asked(world: World, lead_id: str, by: str = "lena", why: str = WHY) -> None:
    now = world.sandbox.clock.now()
    await world.bot.deps.disputes.dispute(lead_id, world.person(by).id, why, now, f"k-{lead_id}")


async def press(world: World, who: str, message: Message, ruling: Ruling, lead_id: str) -> None:
    values = [
        button["value"]
        for block in message.blocks
        if block["type"] == "actions"
        for button in block["elements"]
        if button["value"].startswith(f"{ruling}|{lead_id}|")
    ]
    action_id = f"rule_dispute.{ruling}"
    person = world.person(who)
    assert (await person.click(message.channel, message.ts, action_id, value=values[0])).ok


async def test_marketing_asks_once_where_the_lead_is_looked_up_and_the_rep_reads_it(
    world: World,
) -> None:
    lead_id = await rejected(world)
    lena = world.person("lena")
    assert "second look" not in said(await lena.command("/leads", "show Dana", "marketing"))
    with pytest.raises(NotPossible, match="switched off"):
        await asked(world, lead_id)
    await switched_on(world)
    assert "second look" not in said(
        await world.person("maya").command("/leads", "show Dana", "leads")
    ), "marketing asks, not sales"
    assert "Ask for a second look" in said(await lena.command("/leads", "show Dana", "marketing"))
    answer = await world.private("lena", "Ask for a second look", "marketing")
    assert (await lena.click("marketing", answer.ts, "dispute")).ok
    form = await world.modal("lena", "Second look")
    assert (await lena.submit(form.id, {"sentence": {"sentence": WHY}})).ok
    assert "Whoever turned it down reads" in shows(await world.modal("lena", "Second look"))
    told = await world.direct("maya", "Marketing asks for a second look at Dana Ruiz")
    assert "14 docks" in shown(told)
    assert "reopen the lead" in shown(told)
    with pytest.raises(NotPossible, match="Once is enough"):
        await world.bot.deps.disputes.dispute(
            lead_id, lena.id, "Again", world.sandbox.clock.now(), "k2"
        )
    for who in ("lena", "maya"):
        looked = said(await world.person(who).command("/leads", "show Dana", "leads"))
        assert "14 docks" in looked
        assert "'dispute'" not in looked


async def test_what_came_the_wrong_way_or_is_spam_cannot_be_disputed(world: World) -> None:
    await switched_on(world)
    spam = await rejected(world, "Spam Mer", chip=6)
    with pytest.raises(NotPossible, match="not turned down for what it is"):
        await asked(world, spam)
    open_lead = await rejected(world, "Ann Low")
    with pytest.raises(NotAllowed, match="marketing"):
        await asked(world, open_lead, by="maya")
    lena, now = world.person("lena").id, world.sandbox.clock.now()
    assert [one.label for one in await world.bot.deps.disputes.to_dispute(lena, now)] == ["Ann Low"]


async def test_the_digests_thread_offers_every_lead_that_was_turned_down(world: World) -> None:
    await switched_on(world)
    lead_id = await rejected(world)
    await world.later(days=7)
    lena = world.person("lena")
    assert "on its way" in said(await lena.command("/leads", "digest now", "marketing"))
    digest = await world.sandbox.workspace.until(
        lambda: next((m for m in lena.sees("marketing") if "week 35" in shown(m)), None)
    )
    thread = await world.sandbox.workspace.until(
        lambda: next(
            (m for m in lena.sees("marketing", digest.ts) if "second look" in shown(m)), None
        )
    )
    assert (await lena.click("marketing", thread.ts, "dispute")).ok
    form = await world.modal("lena", "Second look")
    values: dict[str, dict[str, object]] = {
        "lead": {"lead": lead_id},
        "sentence": {"sentence": WHY},
    }
    assert (await lena.submit(form.id, values)).ok
    assert await world.bot.deps.disputes.of(lead_id) is not None
    late = await world.direct("maya", "Marketing asks for a second look")
    assert "Next month both sides say" in shown(late), "after three days nobody can reopen it"
    assert (await lena.click("marketing", digest.ts, "all_figures")).ok
    figures = shows(await world.modal("lena", "All figures"))
    assert "*Second looks*  0 in these weeks" in figures, "of the digest's weeks, not of this one"


async def test_the_months_list_is_closed_once_both_say_the_same(world: World) -> None:
    await led(world)
    await switched_on(world)
    dana, ann = await rejected(world), await rejected(world, "Ann Low")
    await asked(world, dana)
    await asked(world, ann)
    await world.sandbox.jump(datetime(2026, 9, 1, 8, 59, tzinfo=UTC))
    await world.bot.scheduler.tick()
    jonas = world.person("jonas")
    assert not [m for m in jonas.sees(jonas.dm().id) if "Second looks" in shown(m)]
    await world.later(minutes=2)
    mine = await world.direct("jonas", "Second looks")
    theirs = await world.direct("lena", "Second looks")
    await press(world, "jonas", mine, Ruling.SHOULD_HAVE_TAKEN, dana)
    await world.direct("jonas", "Sales: should have been taken")
    await press(world, "lena", theirs, Ruling.RIGHT, dana)
    again = await world.direct("lena", "Marketing: was right")
    assert "Both say" not in shown(again), "they differ: it stays open"
    await press(world, "lena", again, Ruling.SHOULD_HAVE_TAKEN, dana)
    closed = await world.direct("lena", "Both say: should have been taken")
    assert f"|{dana}|" not in str(closed.blocks)
    with pytest.raises(NotPossible, match="closed this one already"):
        await world.bot.deps.disputes.rule(dana, Ruling.RIGHT, jonas.id, world.sandbox.clock.now())
    with pytest.raises(NotAllowed):
        await world.bot.deps.disputes.rule(
            ann, Ruling.RIGHT, world.person("maya").id, world.sandbox.clock.now()
        )
    today = world.sandbox.clock.now().date()
    counts = await world.bot.deps.disputes.counts(date(2026, 8, 1), today)
    assert counts is not None
    assert (counts.raised, counts.open, counts.should_have_taken) == (2, 1, 1)

    await world.later(minutes=2)
    assert len([m for m in jonas.sees(jonas.dm().id) if "Second looks" in shown(m)]) == 1
    await world.sandbox.jump(datetime(2026, 10, 1, 9, 1, tzinfo=UTC))
    await world.bot.scheduler.tick()
    october = await world.sandbox.workspace.until(
        lambda: next(
            (
                m
                for m in jonas.sees(jonas.dm().id)
                if "Second looks" in shown(m) and "Dana" not in shown(m)
            ),
            None,
        )
    )
    assert "Ann Low" in shown(october), "what is open comes again"


async def test_both_can_want_another_definition(world: World) -> None:
    await led(world)
    await switched_on(world)
    lead_id = await rejected(world)
    await asked(world, lead_id)
    await world.sandbox.jump(datetime(2026, 9, 1, 9, 1, tzinfo=UTC))
    await world.bot.scheduler.tick()
    for who in ("jonas", "lena"):
        message = await world.direct(who, "Second looks")
        await press(world, who, message, Ruling.CHANGE_DEFINITION, lead_id)
    message = await world.direct("lena", "Both say: change the definition")
    lena = world.person("lena")
    assert (await lena.click(message.channel, message.ts, "propose_definition")).ok
    await world.modal("lena", "Propose a change")
