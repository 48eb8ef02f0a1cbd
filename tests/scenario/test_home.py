"""App Home: it is drawn for each person, its buttons act, and it is drawn again."""

from datetime import timedelta
from pathlib import Path

from bot.domain.changes import Change, ChangeState
from bot.domain.ids import new_id
from sandbox.ack import Ack
from sandbox.model import View
from tests.scenario.world import CAMPAIGN, World, lead, tidewell


class AtHome:
    """One person's App Home."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.person = world.person(name)

    @property
    def view(self) -> View:
        home = self.world.sandbox.workspace.home(self.person.id)
        assert home is not None
        return home

    async def open(self) -> "AtHome":
        assert (await self.person.open_home()).ok
        return self

    async def press(self, action: str, lead_id: str | None = None) -> Ack:
        return await self.person.click_in_view(self.view.id, action, value=lead_id)

    async def says(self, text: str) -> None:
        await self.world.sandbox.workspace.until(lambda: text in str(self.view.payload))

    def shows(self, text: str) -> bool:
        return text in str(self.view.payload)


async def test_empty_states_are_sentences(world: World) -> None:
    home = await AtHome(world, "maya").open()
    assert home.shows("You have no open leads")
    assert home.shows("every lead has an owner")
    assert home.shows("/leads away")
    assert not home.shows("Set up")
    assert not home.shows("Because of you")


async def test_a_lead_is_taken_judged_explained_and_undone_at_home(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    await world.send(lead())
    home = await AtHome(world, "maya").open()
    assert (await home.press("take")).ok
    assert home.shows("Dana Ruiz: yours now")
    assert home.shows("every lead has an owner")
    await world.card_says("took it")

    assert (await home.press("landed")).ok
    assert home.shows("What landed with Dana Ruiz?")
    assert (await home.press("why.1")).ok
    assert home.shows("✓ Waiting cost")
    await world.card_says("👍 Landed: waiting cost")
    assert (await home.press("undo")).ok
    assert home.shows("taken back")
    await world.card_says("contact due")


async def test_owed_answers_are_asked_once_somebody_was_talked_to(world: World) -> None:
    card = await world.taken()
    home = await AtHome(world, "maya").open()
    assert not home.shows("Owed answers"), "nobody has talked to Dana yet"
    await world.person("maya").react("leads", card.ts, "telephone_receiver")
    await world.card_says("contacted")
    await home.open()
    assert home.shows("Owed answers")
    assert (await home.press("fell_flat")).ok
    assert not home.shows("Owed answers")
    assert home.shows("What fell flat with Dana Ruiz?")


async def test_what_is_not_possible_is_said_at_home(world: World) -> None:
    await world.send(lead())
    home = await AtHome(world, "maya").open()
    card = await world.card()
    await world.person("jonas").click("leads", card.ts, "take")
    assert (await home.press("take")).ok
    assert home.shows("Jonas took Dana Ruiz at 09:0")
    assert home.shows("every lead has an owner")


async def test_a_form_opened_at_home_draws_it_again(world: World) -> None:
    await world.taken()
    home = await AtHome(world, "maya").open()
    await home.press("outcome")
    form = await world.modal("maya", "Log outcome")
    wrong = await home.person.submit(
        form.id, {"outcome": {"outcome": "won"}, "amount": {"amount": "x"}}
    )
    assert set(wrong.errors) == {"amount"}
    assert home.shows("*Dana Ruiz*")
    values = {"outcome": {"outcome": "won"}, "amount": {"amount": "1000"}}
    assert (await home.person.submit(form.id, values)).ok
    await home.says("You have no open leads")
    await world.card_says("won it")


async def test_because_of_you_lists_what_marketing_changed(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    maya, now = world.person("maya"), world.sandbox.clock.now()
    async with world.bot.store.units(world.bot.team) as uow:
        found = await uow.campaigns.find("dock-webinar")
        assert found is not None
        change = Change(
            id=new_id(),
            campaign_id=found[0],
            campaign="Dock webinar",
            finding="landed 6 of 26",
            what="We say how long the installation takes",
            due_on=None,
            by=world.person("lena").id,
            made_at=now - timedelta(days=3),
            period="2026-W34",
            cites=(maya.id,),
            state=ChangeState.OPEN,
        )
        await uow.changes.add(change)
        await uow.commit()
    assert (await AtHome(world, "maya").open()).shows("We say how long the installation takes")
    assert not (await AtHome(world, "jonas").open()).shows("Because of you")


async def test_an_absence_ends_at_home(world: World) -> None:
    await world.person("priya").command("/leads", "away fri @jonas", "leads")
    home = await AtHome(world, "priya").open()
    assert home.shows("up to and including Fri 28 Aug")
    assert (await home.press("back")).ok
    assert home.shows("Welcome back")
    assert not home.shows("up to and including")


async def test_an_admin_sees_how_far_it_is_set_up(world: World) -> None:
    home = await AtHome(world, "sam").open()
    assert home.shows("✅ Channel for leads: <#")
    assert home.shows("✅ A token")
    assert home.shows("⬜ The first lead")
    assert home.shows("⬜ The digest")
    await world.send(lead())
    await home.press("settings")
    form = await world.modal("sam", "Settings")
    await home.person.submit(form.id, {"timezone": {"timezone": "Europe/Berlin"}})
    await world.sandbox.workspace.until(lambda: not home.shows("Set up"))
    assert home.shows("'settings'"), "the button stays"


async def test_a_workspace_that_is_not_set_up_says_so(tmp_path: Path) -> None:
    async with tidewell(tmp_path) as world:
        now = world.sandbox.clock.now()
        await world.bot.deps.settings.change({"sales_channel": ""}, "test", now)
        assert (await AtHome(world, "maya").open()).shows("an admin has to choose the channel")
        home = await AtHome(world, "sam").open()
        assert home.shows("⬜ Channel for leads")
        assert not home.shows("an admin has to")


async def test_a_full_home_stays_within_slacks_limit(world: World) -> None:
    maya = world.person("maya")
    for number in range(60):
        await world.send(
            lead(f"n-{number}", person={"name": f"Person {number}"}, company={"name": "Kestrel"})
        )
    waiting = await world.bot.deps.leads.unclaimed()
    await world.bot.deps.settings.change({"sales_channel": ""}, "test", world.sandbox.clock.now())
    for one in waiting:
        await world.sandbox.workspace.until(
            lambda: len([m for m in maya.sees("leads") if not m.ephemeral_to]) == 60
        )
        card = await world.card(containing=one.label + "*")
        await maya.click("leads", card.ts, "take")
    home = await AtHome(world, "maya").open()
    assert home.shows("And 12 more leads. `/leads` lists them all.")
    assert home.shows("`/leads open` lists them all.")
    assert len(home.view.payload["blocks"]) < 100


async def test_a_lead_meant_for_somebody_waits_in_their_do_now(world: World) -> None:
    await world.send(lead(owner_email="jonas@tidewell.example"))
    jonas = world.person("jonas")
    await world.card_says(f"for <@{jonas.id}>")
    home = await AtHome(world, "jonas").open()
    assert home.shows("Got it")
    assert home.shows("every lead has an owner")
    assert (await AtHome(world, "maya").open()).shows(f"for <@{jonas.id}>")
    listed = await jonas.command("/leads", "", "leads")
    assert "Dana Ruiz" in str(listed.payload)

    assert (await home.press("not_mine")).ok
    assert home.shows("is open to everybody now")
    assert home.shows("You have no open leads")
    await world.card_says("nobody has it yet")
