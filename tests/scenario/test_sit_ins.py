"""Sitting in, through Slack: asked for, answered, learnt, counted."""

import pytest

from bot.errors import NotAllowed, NotPossible
from sandbox.ack import Ack
from sandbox.model import Message
from tests.scenario.test_digest import monday, said
from tests.scenario.world import CAMPAIGN, MONDAY, World, shown

JOIN = "Ask to join the call"
REVIEW = "Ask to sit in on the review"


async def switched_on(world: World) -> None:
    await world.bot.deps.settings.change({"sitting_in": "yes"}, "test", MONDAY)


def value_of(answer: Ack | Message, label: str) -> str:
    """The value of the button with this label."""
    blocks = answer.blocks if isinstance(answer, Message) else answer.payload["blocks"]
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    [value] = [one["value"] for row in rows for one in row if one["text"]["text"] == label]
    return str(value)


async def asks_to_join(world: World, who: str = "lena") -> Ack:
    """Presses the button under `/leads show Dana`."""
    person = world.person(who)
    await person.command("/leads", "show Dana", "leads")
    card = await world.private(who, JOIN)
    return await person.click("leads", card.ts, "sit_in")


async def answers(world: World, who: str, button: str, **values: str) -> Ack:
    person = world.person(who)
    asked = await world.direct(who, "asks to sit in on your")
    assert (await person.click(asked.channel, asked.ts, button)).ok
    form = person.modal
    assert form is not None
    return await person.submit(form.id, {key: {key: value} for key, value in values.items()})


async def writes(world: World, who: str, line: str) -> None:
    person = world.person(who)
    asked = await world.direct(who, "What did you learn, in one line?")
    assert (await person.click(asked.channel, asked.ts, "sit_in_learnt")).ok
    form = await world.modal(who, "One line")
    assert (await person.submit(form.id, {"line": {"line": line}})).ok
    await world.direct(who, "You learnt:")


async def at_home(world: World, who: str) -> str:
    person = world.person(who)
    assert (await person.open_home()).ok
    home = world.sandbox.workspace.home(person.id)
    return "" if home is None else str(home.payload["blocks"])


async def test_marketing_joins_a_call_and_both_say_what_they_learnt(world: World) -> None:
    await switched_on(world)
    await world.taken("maya")
    assert (await asks_to_join(world)).ok
    await world.private("lena", "Maya is asked")
    assert "*Lena* asks to sit in on your call with Dana Ruiz" in await at_home(world, "maya")
    assert "Sitting in" not in await at_home(world, "lena"), "she waits for the answer"

    request = await world.direct("maya", "asks to sit in on your")
    sit_in = request.blocks[-1]["elements"][0]["value"]
    with pytest.raises(NotAllowed, match="Only Maya was asked"):
        await world.bot.deps.sit_ins.to_answer(sit_in, world.person("jonas").id)
    past = await answers(world, "maya", "sit_in_yes", held_on="2026-08-20")
    assert past.errors == {"held_on": "Pick today or a later day."}
    form = world.person("maya").modal
    assert form is not None
    sent = {"held_on": {"held_on": "2026-08-25"}, "word": {"word": "10:00, <!here> comes the link"}}
    assert (await world.person("maya").submit(form.id, sent)).ok
    await world.direct("maya", "comes along: the call with Dana Ruiz on 25 Aug")
    told = await world.direct("lena", "says yes: the call with Dana Ruiz on 25 Aug")
    assert "10:00, &lt;!here&gt; comes the link" in shown(told)
    assert "*25 Aug*  Lena sits in on your call with Dana Ruiz" in await at_home(world, "maya")
    assert "*25 Aug*  You sit in on Maya's call with Dana Ruiz" in await at_home(world, "lena")

    await world.later(days=1, hours=5)
    assert "What did you learn" not in str([shown(m) for m in dms(world, "lena")])
    await world.later(days=1)
    await writes(world, "lena", "They never open the PDF")
    await writes(world, "maya", "Say the waiting time first")
    await world.later(hours=1)
    asked = [m for m in dms(world, "lena") if "did you learn" in shown(m) or "learnt" in shown(m)]
    assert len(asked) == 1, "asked once"

    digest = shown(await monday(world))
    assert "*Sitting in*  1 sat in on a call; 2 lines learnt" in digest
    assert "“Say the waiting time first” (Maya, Kestrel Foods)" in digest


def dms(world: World, who: str) -> list[Message]:
    person = world.person(who)
    return list(person.sees(person.dm().id))


async def test_no_is_an_answer_and_nothing_is_asked_afterwards(world: World) -> None:
    await switched_on(world)
    await world.taken("maya")
    await asks_to_join(world)
    asked = await world.direct("maya", "asks to sit in on your")
    sit_in, maya = value_of(asked, "Yes, come along"), world.person("maya").id
    assert (await answers(world, "maya", "sit_in_no", word="A small round")).ok
    told = await world.direct("lena", "says not this time to the call with Dana Ruiz")
    assert "A small round" in shown(told)

    await world.direct("maya", "You told Lena: not this time to the call")
    with pytest.raises(NotPossible, match="answered already"):
        await world.bot.deps.sit_ins.to_answer(sit_in, maya)
    await world.later(days=3)
    assert "What did you learn" not in str([shown(m) for m in dms(world, "lena")])


async def test_a_rep_asks_the_owner_of_a_campaign_for_its_review(world: World) -> None:
    await switched_on(world)
    owned = {**CAMPAIGN, "owner": "lena@tidewell.example"}
    await world.request("PUT", "/v1/campaigns/dock-webinar", owned)
    priya, lena = world.person("priya"), world.person("lena")
    assert REVIEW not in said(await lena.command("/leads", "campaign dock", "leads"))
    assert REVIEW in said(await priya.command("/leads", "campaign dock", "leads"))
    offer = await world.private("priya", REVIEW)
    assert (await priya.click("leads", offer.ts, "sit_in")).ok
    assert (await answers(world, "lena", "sit_in_yes", held_on="2026-08-25")).ok
    await world.direct("priya", "says yes: the review of Dock webinar on 25 Aug")
    assert "1 sat in on a review" in shown(await monday(world))


async def test_what_is_refused_says_why(world: World) -> None:
    await world.taken("maya")
    lena, jonas = world.person("lena"), world.person("jonas")
    assert JOIN not in said(await lena.command("/leads", "show Dana", "leads")), "off by default"
    await switched_on(world)
    assert JOIN not in said(await jonas.command("/leads", "show Dana", "leads")), "not for sales"
    await asks_to_join(world)
    await asks_to_join(world)
    await world.private("lena", "You asked Maya already")
    await world.bot.deps.settings.change({"sitting_in": "no"}, "test", MONDAY)
    offer = await world.private("lena", JOIN)
    await lena.click("leads", offer.ts, "sit_in")
    await world.private("lena", "Sitting in is switched off here")
