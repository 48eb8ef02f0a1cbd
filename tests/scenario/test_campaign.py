"""Edit the brief: who may, what is warned of and refused, what is recorded and drawn again."""

from typing import Any

from sandbox.ack import Ack
from sandbox.model import View
from tests.scenario.world import CAMPAIGN, World, lead, shown


async def report(world: World) -> str:
    """The place of the private answer to `/leads campaign`."""
    await world.person("lena").command("/leads", "campaign dock", "marketing")
    answer = await world.private("lena", "Edit the brief", "marketing")
    return answer.ts


async def opened(world: World) -> View:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    ts = await report(world)
    assert (await world.person("lena").click("marketing", ts, "edit_brief")).ok
    return await world.modal("lena", "Edit the brief")


async def save(world: World, form: View, **texts: str) -> Ack:
    values: dict[str, Any] = {name: {name: text} for name, text in texts.items()}
    return await world.person("lena").submit(form.id, values)


async def test_a_changed_promise_is_on_the_open_cards_and_in_the_history(world: World) -> None:
    await world.bot.deps.settings.change(
        {"company_sentence": "Nobody should wait at a gate"}, "test", world.sandbox.clock.now()
    )
    form = await opened(world)
    blocks = str(form.payload["blocks"])
    assert blocks.index("Nobody should wait at a gate") < blocks.index("Promise")
    await world.send(lead())
    await world.card()
    objections = "Our IT is full → No project\nToo dear -> What does an hour cost you?"
    await save(world, form, promise="Trucks wait less. Proven in Hamm.", objections=objections)
    told = shown_view(await world.modal("lena", "Saved"))
    assert "“Trucks wait 30 % less in 90 days, no new hardware.” → “Trucks wait less." in told
    assert "1 open card will show it." in told
    card = shown(await world.card_says("Proven in Hamm"))
    assert "What does an hour cost you?" in card
    await report(world)
    await world.private("lena", "Lena changed they'll say, promise at 09:0", "marketing")


async def test_discount_words_warn_once_and_do_not_block(world: World) -> None:
    form = await opened(world)
    before = (await world.bot.deps.figures.campaign("dock", world.sandbox.clock.now())).campaign
    await save(world, form, promise="20 % off: a free month for your gate")
    again = await world.modal("lena", "Edit the brief")
    assert again.payload["submit"]["text"] == "Save anyway"
    warning = shown_view(again)
    assert "“20 % off” in *Promise*, " in warning
    assert "“free month”" in warning
    now = (await world.bot.deps.figures.campaign("dock", world.sandbox.clock.now())).campaign
    assert now == before
    await save(world, again, promise="Cheap, 20 % off: a free month for your gate")
    third = await world.modal("lena", "Edit the brief")
    assert "“Cheap”" in shown_view(third), "a new word warns again"
    await save(world, third)
    await world.modal("lena", "Saved")
    now = (await world.bot.deps.figures.campaign("dock", world.sandbox.clock.now())).campaign
    assert now.promise == "Cheap, 20 % off: a free month for your gate"


async def test_what_cannot_be_stored_is_said_beside_its_field(world: World) -> None:
    form = await opened(world)
    answer = await save(
        world,
        form,
        proof_links="https://ok.example\nhamm",
        objections="No arrow here",
        landed_chips="x" * 61,
    )
    errors = answer.payload["errors"]
    assert set(errors) == {"proof_links", "objections", "landed_chips"}
    assert "“hamm” must be a web address" in errors["proof_links"]
    assert "objection → answer" in errors["objections"]


async def test_two_people_do_not_save_over_each_other(world: World) -> None:
    form = await opened(world)
    await world.request("PUT", "/v1/campaigns/dock-webinar", {**CAMPAIGN, "offer": "Yard review"})
    answer = await save(world, form, promise="Mine")
    assert "Somebody changed this brief" in str(answer.payload["errors"])
    await report(world)
    await world.private("lena", "crm changed offer", "marketing")


async def test_only_marketing_edits(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    ts = await report(world)
    now, sam = world.sandbox.clock.now(), world.person("sam")
    await world.bot.deps.settings.change({"marketing": sam.id}, "test", now)
    await world.person("lena").click("marketing", ts, "edit_brief")
    await world.private("lena", "can do that", "marketing")
    assert world.person("lena").modal is None


def shown_view(view: View) -> str:
    return str([block for block in view.payload["blocks"] if block["type"] != "input"])
