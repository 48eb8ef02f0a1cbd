"""Monday's digest, what marketing promises on it, and how it comes back to the reps."""

import json
from datetime import timedelta

from bot.domain.lifecycle import Action
from sandbox.ack import Ack
from sandbox.model import Message
from tests.integration.history import keep, lived, rejected, some_campaigns, talked
from tests.scenario.world import MONDAY, World, shown

DAY = timedelta(days=1)


async def history(world: World) -> tuple[str, str]:
    """Four weeks: LogiExpo 5 of 40 taken, Dock webinar 38 of 40. The ids of both."""
    store, team = world.bot.store, world.bot.team
    maya, jonas = world.person("maya").id, world.person("jonas").id
    expo, dock = await some_campaigns(store.units, team, ["LogiExpo", "Dock webinar"], MONDAY)
    leads = []
    for number in range(40):
        at = MONDAY - timedelta(days=20, hours=-12 * number)
        who = (maya, jonas)[number % 2]
        events = (rejected(who, at),) if number < 35 else talked(who, at, Action.FELL_FLAT)
        leads.append(lived(number, expo, at, *events))
        leads.append(
            lived(number, dock, at, *(talked(maya, at, Action.LANDED) if number < 38 else ()))
        )
    await keep(store.database, store.units, team, leads)
    return expo, dock


async def sent(world: World, viewer: str, channel: str, text: str) -> Message:
    person = world.person(viewer)

    def found() -> Message | None:
        return next((m for m in person.sees(channel) if text in shown(m)), None)

    return await world.sandbox.workspace.until(found)


async def monday(world: World) -> Message:
    """A week later, when the digest is due."""
    await world.later(days=7, minutes=1)
    return await sent(world, "lena", "marketing", "📬")


SPACE = "\u00a0"


def said(answer: Ack) -> str:
    assert answer.ok
    return json.dumps(answer.payload, ensure_ascii=False).replace(SPACE, " ")


async def test_monday_brings_one_digest_its_thread_and_a_headline_for_sales(world: World) -> None:
    await history(world)
    digest = await monday(world)
    assert "LogiExpo sends us the wrong people." in shown(digest)
    assert digest.text.startswith("LogiExpo sends us the wrong people.")
    assert {block["type"] for block in digest.blocks} >= {"data_table", "data_visualization"}
    short = await sent(world, "maya", "leads", "LogiExpo sends us the wrong people.")
    assert "We'll change this" not in shown(short)

    lena = world.person("lena")
    await world.sandbox.workspace.until(
        lambda: [m for m in lena.sees("marketing", digest.ts) if "All campaigns" in shown(m)]
    )
    await world.later(hours=1)
    assert len([m for m in lena.sees("marketing") if "📬" in shown(m)]) == 1


async def test_a_promise_reaches_the_reps_and_shows_what_came_of_it(world: World) -> None:
    expo, _ = await history(world)
    digest = await monday(world)
    lena = world.person("lena")
    assert (await lena.click("marketing", digest.ts, "promise_change")).ok
    form = await world.modal("lena", "We'll change this")
    drawn = json.dumps(form.payload, ensure_ascii=False)
    assert "5 of 40 taken (12\u00a0%, the rest 95\u00a0%)" in drawn

    what = {"what": {"what": "Ask for the badge's company"}}
    late = await lena.submit(form.id, {**what, "due_on": {"due_on": "2026-08-01"}})
    assert late.errors == {"due_on": "Pick today or a later day."}
    assert (await lena.submit(form.id, {**what, "due_on": {"due_on": "2026-09-12"}})).ok
    promised = await world.modal("lena", "Promised")
    assert "2 colleagues will read it" in str(promised.payload)
    for rep in ("maya", "jonas"):
        told = await world.direct(rep, "because of what you said")
        assert "Lena" in shown(told)
        assert "Ask for the badge's company (promised for 12 Sep)" in shown(told)

    promise = "⏳ Lena changes LogiExpo by 12 Sep: Ask for the badge's company"
    await redrawn(world, digest, promise)
    await lena.command("/leads", "campaign expo", "marketing")
    await lena.click("marketing", lena.last("marketing").ts, "promise_change")
    again = await world.modal("lena", "We'll change this")
    assert promise in json.dumps(again.payload, ensure_ascii=False)
    await lena.close(again.id)

    listed = said(await lena.command("/leads", "changes", "marketing"))
    assert "Ask for the badge's company (promised for 12 Sep)" in listed
    message = lena.last("marketing")
    assert (await lena.click("marketing", message.ts, "keep_change")).ok
    await redrawn(world, digest, "✅ Lena changed LogiExpo: Ask for the badge's company")

    store, team = world.bot.store, world.bot.team
    now, maya = world.sandbox.clock.now(), world.person("maya").id
    since = [
        lived(500 + n, expo, now + DAY, *talked(maya, now + DAY, Action.LANDED)) for n in range(20)
    ]
    await keep(store.database, store.units, team, since)
    await world.later(days=7)
    following = await sent(world, "lena", "marketing", "The change to LogiExpo works")
    assert "taken 5/40 → 20/20 (+88\u00a0points" in shown(following)
    assert "Lena, week 36, after " in shown(following)


async def redrawn(world: World, digest: Message, line: str) -> None:
    """In the channel an answer stands beside its finding's buttons, also in the thread."""
    lena = world.person("lena")

    def done() -> bool:
        top = [m for m in lena.sees("marketing") if m.ts == digest.ts]
        drawn = [*top, *(m for m in lena.sees("marketing", digest.ts) if "All camp" in shown(m))]
        return len(drawn) == 2 and all(
            line in shown(m) and "promise_change" in shown(m) for m in drawn
        )

    await world.sandbox.workspace.until(done)


async def test_not_now_and_all_figures(world: World) -> None:
    await history(world)
    digest = await monday(world)
    lena = world.person("lena")
    await lena.click("marketing", digest.ts, "not_now_change")
    answer = await world.private("lena", "left out of the digests for six weeks", "marketing")
    assert "LogiExpo" in shown(answer)
    await redrawn(world, digest, "💤 LogiExpo: not now (Lena, 31 Aug)")
    await lena.click("marketing", digest.ts, "all_figures")
    view = await world.modal("lena", "All figures")
    assert "taken 38/40\u00a0\u00a08" in json.dumps(view.payload, ensure_ascii=False)


async def test_the_digest_on_demand(world: World) -> None:
    await history(world)
    lena = world.person("lena")

    async def ask(text: str) -> str:
        return said(await lena.command("/leads", text, "marketing"))

    assert "only you see this" in await ask("digest preview")
    last = await ask("digest last")
    assert "No digest was sent yet: this is the last whole week; only you see this" in last
    assert "week 34" in last
    assert [m for m in world.person("sam").sees("marketing") if "📬" in shown(m)] == []
    assert "on its way to marketing" in await ask("digest now")
    await sent(world, "sam", "marketing", "📬 Tidewell · week 34")
    assert "As it was sent" in await ask("digest")
    assert "`/leads digest now` or `/leads digest skip WEEK`" in await ask("digest tomorrow")


async def test_what_worked_and_a_campaigns_figures(world: World) -> None:
    await history(world)
    maya = world.person("maya")

    async def ask(text: str) -> str:
        return said(await maya.command("/leads", text, "leads"))

    assert "38 of 38 landed" in await ask("worked")
    assert "👎 price 5" in await ask("worked expo")
    assert "Dock webinar" in await ask("campaign")
    figures = await ask("campaign dock")
    assert "Taken 38/40  8" in figures
    assert "There are Dock webinar, LogiExpo" in await ask("campaign webinars of old")
    assert "Nothing was promised yet" in await ask("changes")


async def test_only_marketing_and_admins_promise_end_and_send(world: World) -> None:
    await history(world)
    maya, sam = world.person("maya"), world.person("sam")
    who = "Only people in the marketing channel and admins"
    assert who in said(await maya.command("/leads", "digest now", "leads"))
    assert not [m for m in sam.sees("marketing") if "📬" in shown(m)]

    lena, now = world.person("lena"), world.sandbox.clock.now()
    await lena.command("/leads", "campaign expo", "marketing")
    await world.bot.deps.settings.change({"marketing": sam.id}, "test", now)
    await lena.click("marketing", lena.last("marketing").ts, "promise_change")
    await world.private("lena", "Only marketing and admins can do that: Sam", "marketing")
    assert lena.modal is None

    await world.bot.deps.settings.change({"marketing": ""}, "test", now)
    world.sandbox.workspace.channel("marketing").members.discard(sam.id)
    assert "on its way" in said(await sam.command("/leads", "digest now", "leads"))


async def test_nobody_is_offered_what_they_may_not_press(world: World) -> None:
    await history(world)
    digest = await monday(world)
    lena, maya = world.person("lena"), world.person("maya")
    answers = ("Not now", "Disagree")
    buttons = {
        "digest last": ("We'll change this: LogiExpo", *answers),
        "digest preview": ("We'll change this: LogiExpo", *answers),
        "changes": ("It's done", "Drop it"),
        "campaign expo": ("We'll change this", "Edit the brief", "Would you say this?"),
    }
    for text, labels in buttons.items():
        if text == "changes":
            await lena.click("marketing", digest.ts, "promise_change")
            form = await world.modal("lena", "We'll change this")
            await lena.submit(form.id, {"what": {"what": "Ask for the badge's company"}})
        hers = said(await lena.command("/leads", text, "marketing"))
        assert [label for label in labels if f'"{label}"' in hers] == list(labels)
        theirs = said(await maya.command("/leads", text, "leads"))
        assert [label for label in labels if f'"{label}"' in theirs] == []
        assert '"elements": []' not in theirs, "no row of buttons without a button"
        assert "LogiExpo" in theirs
        assert ('"All figures"' in theirs) is text.startswith("digest")
    world.sandbox.faults.fail("conversations.members", error="internal_error", times=1)
    assert '"Drop it"' in said(await maya.command("/leads", "changes", "leads")), "asked once more"


async def test_disagree_goes_to_the_reps_and_into_the_list(world: World) -> None:
    await history(world)
    digest = await monday(world)
    lena = world.person("lena")
    assert (await lena.click("marketing", digest.ts, "disagree_change")).ok
    form = await world.modal("lena", "Disagree")
    assert "will read it: it was their feedback" in str(form.payload)
    assert (await lena.submit(form.id, {"why": {"why": "Half of them were students"}})).ok
    for rep in ("maya", "jonas"):
        told = await world.direct(rep, "sees LogiExpo differently")
        assert "Half of them were students" in shown(told)
    line = "💬 LogiExpo: “Half of them were students” (Lena disagrees, 31 Aug)"
    await redrawn(world, digest, line)
    listed = said(await lena.command("/leads", "changes", "marketing"))
    assert "Half of them were students" in listed
    assert "Lena disagrees, 31 Aug" in listed


async def test_where_slack_refuses_the_blocks_the_same_facts_come_as_text_once(
    world: World,
) -> None:
    await history(world)
    channel = world.sandbox.workspace.channel("marketing").id
    world.sandbox.faults.fail("chat.postMessage", channel=channel, error="invalid_blocks")
    await world.later(days=7, minutes=1)
    lena = world.person("lena")

    def found() -> Message | None:
        return next((m for m in lena.sees("marketing") if "LogiExpo: reading" in m.text), None)

    digest = await world.sandbox.workspace.until(found)
    assert digest.blocks == []
    for fact in ("week 35", "taken 5/40", "*Why no*", "LogiExpo: wrong person\u00a035", "Taken, %"):
        assert fact in digest.text
    await world.later(hours=1)
    assert len([m for m in lena.sees("marketing") if "LogiExpo: reading" in m.text]) == 1


async def test_late_data_edits_the_message_that_was_posted(world: World) -> None:
    expo, _ = await history(world)
    digest = await monday(world)
    lena, store, team = world.person("lena"), world.bot.store, world.bot.team
    then = world.sandbox.clock.now() - 2 * DAY
    maya = world.person("maya").id
    late = [lived(700 + n, expo, then, *talked(maya, then, Action.LANDED)) for n in range(5)]
    await keep(store.database, store.units, team, late)
    await world.later(days=1)

    def edited() -> Message | None:
        return next((m for m in lena.sees("marketing") if "late data" in shown(m)), None)

    message = await world.sandbox.workspace.until(edited)
    assert message.ts == digest.ts
    assert "taken 0 → 5 · landed 0 → 5" in shown(message)
    await sent(world, "maya", "leads", "5 leads → 5 taken")


async def test_an_executive_reads_of_a_promise_that_is_long_overdue(world: World) -> None:
    await history(world)
    digest = await monday(world)
    lena, sam = world.person("lena"), world.person("sam")
    await world.bot.deps.settings.change({"executive": sam.id}, "test", world.sandbox.clock.now())
    assert (await lena.click("marketing", digest.ts, "promise_change")).ok
    form = await world.modal("lena", "We'll change this")
    what = {"what": {"what": "Ask for badges"}, "due_on": {"due_on": "2026-09-01"}}
    assert (await lena.submit(form.id, what)).ok
    await world.later(days=15)
    told = await world.direct("sam", "14 days overdue")
    assert "Ask for badges" in shown(told)
    assert "5 of 40 taken" in shown(told)
