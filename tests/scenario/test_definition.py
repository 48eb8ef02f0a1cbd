"""One definition of a qualified lead: tried first, signed by both sides, and named where it says
no."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.definition import Criteria, Simulation
from bot.errors import InvalidInput, NotAllowed, NotPossible
from sandbox.model import View
from tests.scenario.test_leads import said
from tests.scenario.test_settings import opened
from tests.scenario.world import World, lead, shown

TITLE = "Qualified lead"
Values = dict[str, dict[str, object]]
STRICT: Values = {"min_fit": {"min_fit": "50"}, "required_fields": {"required_fields": ["email"]}}


def shows(view: View) -> str:
    return str(view.payload["blocks"])


async def led(world: World, sales: str = "jonas", marketing: str = "lena") -> None:
    """Who leads sales and who leads marketing."""
    roles = {"sales_leads": world.person(sales).id, "marketing_leads": world.person(marketing).id}
    await world.bot.deps.settings.change(roles, "test", world.sandbox.clock.now())


async def looked(world: World, who: str) -> View:
    assert (await world.person(who).command("/leads", "definition", "leads")).ok
    return await world.modal(who, TITLE)


async def tried(world: World, who: str, values: Values = STRICT) -> View:
    """The form, filled in and submitted: what it would have done."""
    view = await looked(world, who)
    assert (await world.person(who).click_in_view(view.id, "propose_definition")).ok
    form = await world.modal(who, "Propose a change")
    assert (await world.person(who).submit(form.id, values)).ok
    return await world.modal(who, "Before you propose")


async def proposed(world: World, who: str = "lena", values: Values = STRICT) -> None:
    view = await tried(world, who, values)
    assert (await world.person(who).submit(view.id)).ok
    assert "is proposed" in shows(await world.modal(who, TITLE))


async def test_it_holds_once_both_have_signed_and_each_lead_keeps_its_version(
    world: World,
) -> None:
    await led(world)
    await world.send(lead("a", fit={"score": 86}))
    await world.send(lead("b", fit={"score": 31}))
    trial = shows(await tried(world, "lena"))
    assert "any → at least 50" in trial
    assert "2 leads reached the reps; it would have been 1" in trial
    assert "1 lead: 0 that were taken" in trial
    view = await world.modal("lena", "Before you propose")
    assert (await world.person("lena").submit(view.id)).ok
    assert "1 sales lead was asked privately" in shows(await world.modal("lena", TITLE))

    _, answer = await world.send(lead("c", fit={"score": 32}))
    assert answer["status"] == "accepted", "one signature changes nothing"
    question = await world.direct("jonas", "do you sign it for sales?")
    assert "it would have been 1" in shown(question), "the signer sees what the proposer saw"
    jonas = world.person("jonas")
    assert (await jonas.click(question.channel, question.ts, "sign_definition")).ok
    await world.direct("jonas", "Definition 1 holds")
    await world.direct("lena", "Definition 1 holds")

    _, answer = await world.send(lead("d", fit={"score": 33}))
    assert answer["failed"] == ["fit is 33, the minimum is 50 (definition 1)"]
    _, answer = await world.send(lead("e"))
    assert answer["status"] == "accepted"
    async with world.bot.store.units.reading(world.bot.team) as uow:
        known = await uow.leads.known("crm", ["a", "d", "e"])
    assert {key: one.definition_version for key, one in known.items()} == {
        "a": 0,
        "d": None,
        "e": 1,
    }
    form = await opened(world)
    assert "at least 50" in shows(form)
    assert "definition 1 · Minimum fit: 0 → 50" in shows(form)
    assert (await world.person("sam").click_in_view(form.id, "definition")).ok
    assert f"sales: <@{jonas.id}>" in shows(await world.modal("sam", TITLE))


async def test_a_word_declines_it_and_the_next_can_be_proposed(world: World) -> None:
    await led(world)
    await proposed(world, "jonas")
    view = await looked(world, "lena")
    assert "Sign for marketing" in shows(view)
    assert "propose_definition" not in shows(view), "one at a time"
    assert (await world.person("lena").click_in_view(view.id, "decline_definition")).ok
    form = await world.modal("lena", "Decline")
    assert (await world.person("lena").submit(form.id, {"word": {"word": "Too *strict*"}})).ok
    told = await world.direct("jonas", "Definition 1 does not come")
    assert "Too ∗strict∗" in shown(told)
    assert "declined it" in shows(await looked(world, "sam"))
    await proposed(world, "lena", {"min_fit": {"min_fit": "20"}})
    await world.direct("jonas", "Definition 2")
    assert (await world.bot.deps.settings.get()).min_fit == 0


async def test_whoever_has_both_roles_signs_for_one_side_only(world: World) -> None:
    """Nobody is listed: the workspace's admin leads both."""
    sam, now = world.person("sam"), world.sandbox.clock.now()
    await proposed(world, "sam", {**STRICT, "side": {"side": "marketing"}})
    shown_to_sam = shows(await looked(world, "sam"))
    assert "Nobody else who leads sales is known" not in shown_to_sam
    assert "Withdraw" in shown_to_sam
    assert "sign_definition" not in shown_to_sam
    definitions = world.bot.deps.definitions
    with pytest.raises(NotAllowed, match="signed for marketing already"):
        await definitions.sign(1, sam.id, now)
    with pytest.raises(NotAllowed, match="Only sales leads and marketing leads"):
        await definitions.sign(1, world.person("maya").id, now)
    await led(world)
    with pytest.raises(NotAllowed, match="Only a sales lead can answer"):
        await definitions.sign(1, world.person("lena").id, now)
    later = now + timedelta(days=31)
    with pytest.raises(NotPossible, match="has expired"):
        await definitions.sign(1, world.person("jonas").id, later)
    signed = await definitions.sign(1, world.person("jonas").id, now)
    assert signed.in_force_at == now


async def test_an_admin_sets_it_directly_and_an_open_proposal_ends(world: World) -> None:
    await led(world)
    await proposed(world)
    question = await world.direct("jonas", "do you sign")
    now, settings = world.sandbox.clock.now(), world.bot.deps.settings
    await settings.change({"min_fit": "70"}, "sam", now)
    jonas = world.person("jonas")
    await jonas.click(question.channel, question.ts, "sign_definition")
    await world.private("jonas", "Definition 1 was declined", question.channel)
    view = shows(await looked(world, "jonas"))
    assert "set by admin: sam" in view
    assert "Definition 2" in view
    assert (await settings.get()).min_fit == 70


async def test_only_leads_propose_and_what_is_wrong_stands_beside_its_field(world: World) -> None:
    await led(world)
    assert "propose_definition" not in shows(await looked(world, "maya"))
    maya, now = world.person("maya").id, world.sandbox.clock.now()
    with pytest.raises(NotAllowed, match="Only sales leads and marketing leads"):
        await world.bot.deps.definitions.to_propose(maya, now)
    view = await looked(world, "lena")
    await world.person("lena").click_in_view(view.id, "propose_definition")
    form = await world.modal("lena", "Propose a change")
    refused = await world.person("lena").submit(form.id)
    assert refused.errors == {"min_fit": "That is what holds now. Change something to propose it."}
    await world.person("lena").submit(form.id, STRICT)
    trial = await world.modal("lena", "Before you propose")
    await world.person("lena").click_in_view(trial.id, "edit_definition")
    again = await world.modal("lena", "Propose a change")
    assert again.state_values["min_fit"]["min_fit"]["value"] == "50"


async def test_a_long_history_is_counted_while_the_form_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await led(world)
    counted = asyncio.Event()

    async def slow(_: Criteria, __: str, ___: object) -> Simulation:
        await counted.wait()
        return Simulation(reached=9, kept_back=4)

    monkeypatch.setattr(world.bot.deps.definitions, "simulate", slow)
    view = await looked(world, "lena")
    await world.person("lena").click_in_view(view.id, "propose_definition")
    form = await world.modal("lena", "Propose a change")
    assert (await world.person("lena").submit(form.id, STRICT)).ok
    assert "Counting" in shows(await world.modal("lena", TITLE))
    counted.set()
    assert "9 leads reached the reps" in shows(await world.modal("lena", "Before you propose"))


async def test_the_form_of_settings_no_longer_changes_it(world: World) -> None:
    sam, now = world.person("sam").id, world.sandbox.clock.now()
    with pytest.raises(InvalidInput, match="sign it together"):
        await world.bot.deps.settings.save({"min_fit": "1"}, sam, now)
    assert "definition" in said(await world.person("sam").command("/leads", "help", "leads"))
