"""“Would you say this?”: marketing asks reps, the answers come back with names."""

import pytest

from bot.errors import NotAllowed
from tests.scenario.test_campaign import report, shown_view
from tests.scenario.world import CAMPAIGN, World, shown


async def asked(world: World, *names: str) -> str:
    """What the form says after Lena asked these reps."""
    ts = await report(world)
    lena = world.person("lena")
    await lena.click("marketing", ts, "would_ask")
    form = await world.modal("lena", "Would you say this?")
    users = [world.person(name).id for name in names]
    assert (await lena.submit(form.id, {"users": {"users": users}})).ok
    return shown_view(await world.modal("lena", "Would you say this?"))


async def test_three_answers_come_back_to_the_asker_and_stand_in_the_brief(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    assert "They are asked" in await asked(world, "maya", "jonas", "priya")
    question = await world.direct("maya", "would you say this?")
    assert "Trucks wait 30 % less" in shown(question)
    opinion = question.blocks[-1]["elements"][0]["value"]
    with pytest.raises(NotAllowed, match="Maya was asked this, not you"):
        await world.bot.deps.opinions.asked(opinion, world.person("jonas").id)
    await world.person("maya").click(question.channel, question.ts, "would_yes")
    await world.direct("maya", "You said yes")
    await world.direct("lena", "say this? yes")

    for name, action, text, word in (
        ("jonas", "would_change", "Say “an hour a truck”", "with a change"),
        ("priya", "would_no", "Nobody believes 30 %", "no"),
    ):
        person = world.person(name)
        question = await world.direct(name, "would you say this?")
        await person.click(question.channel, question.ts, action)
        form = await world.modal(name, "Would you say this?")
        assert (await person.submit(form.id, {"text": {"text": text}})).ok
        await world.direct(name, "You said")
        await world.direct("lena", f"{word}: “{text}”")
    await report(world)
    brief = shown(await world.private("lena", "Priya: no", "marketing"))
    assert "Maya: yes" in brief
    assert "Jonas: with a change: “Say “an hour a truck””" in brief


async def test_nobody_is_asked_twice_about_the_same_words(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    await asked(world, "maya")
    await world.direct("maya", "would you say this?")
    assert "Nobody is asked twice" in await asked(world, "maya")
    await world.later(days=3)
    maya = world.person("maya")
    assert len([m for m in maya.sees(maya.dm().id) if "would you say" in shown(m)]) == 1
    other = {**CAMPAIGN, "promise": "Trucks wait less."}
    await world.request("PUT", "/v1/campaigns/dock-webinar", other)
    assert "They are asked" in await asked(world, "maya")
    await world.direct("maya", "Trucks wait less.")


async def test_three_are_asked_about_the_same_words_and_they_work_leads(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    await asked(world, "maya", "jonas")
    ids = {name: world.person(name).id for name in ("maya", "jonas", "priya", "sam", "lena")}
    for name in ("maya", "jonas"):
        question = await world.direct(name, "would you say this?")
        await world.person(name).click(question.channel, question.ts, "would_yes")
    lena = world.person("lena")

    async def refused(*names: str) -> str:
        await lena.click("marketing", await report(world), "would_ask")
        form = await world.modal("lena", "Would you say this?")
        users = [ids[name] for name in names]
        answer = await lena.submit(form.id, {"users": {"users": users}})
        return str(answer.errors["users"])

    assert "Pick reps other than yourself." in await refused("priya", "lena")
    for name in ("leadloop", "slackbot"):
        ids[name] = world.sandbox.workspace.user(name).id
        assert "is no colleague who could answer. Pick reps." in await refused(name)
    told = await refused("maya", "priya", "sam")
    assert told.startswith("Jonas, Maya were asked about these words")
    assert "Pick 1 more at most." in told
    reps = {"sales": ids["priya"]}
    await world.bot.deps.settings.change(reps, "test", world.sandbox.clock.now())
    assert "Jonas works no leads. Only sales and admins can do that: Priya, Sam." in await refused(
        "jonas"
    )
    assert "They are asked" in await asked(world, "priya")
    assert "Change them to ask others." in await refused("sam")


async def test_at_most_three_and_only_by_marketing(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    ts = await report(world)
    now, sam = world.sandbox.clock.now(), world.person("sam")
    await world.bot.deps.settings.change({"marketing": sam.id}, "test", now)
    await world.person("lena").click("marketing", ts, "would_ask")
    await world.private("lena", "can do that", "marketing")
