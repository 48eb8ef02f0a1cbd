"""App Home: it is drawn for each person, its buttons act, and it is drawn again."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.changes import Change, ChangeState
from bot.domain.ids import new_id
from bot.domain.leads import Company
from bot.domain.lifecycle import Action, Door, Event
from bot.services.changes import Promise
from sandbox.ack import Ack
from sandbox.model import View
from tests.databases import Shared
from tests.integration.history import keep, lived, some_campaigns
from tests.scenario.test_digest import history, monday, sent
from tests.scenario.world import CAMPAIGN, World, lead, shown, tidewell


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

    def says_in(self, part: str) -> str:
        """What a press is answered with, in the place of what was pressed in that list."""
        blocks = self.view.payload["blocks"]
        said = [b for b in blocks if b["block_id"].startswith(part) and "said" in b["block_id"]]
        return str(said[0]["text"]["text"]) if said else ""

    def titles(self) -> list[str]:
        blocks = self.view.payload["blocks"]
        return [block["text"]["text"] for block in blocks if block["type"] == "header"]


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
    assert not home.shows("Owed answers · 1")
    assert home.says_in("owed") == "Counted. What fell flat with Dana Ruiz?"
    assert (await home.press("why.0")).ok
    assert home.says_in("owed"), "the chips stay where they were tapped"
    assert home.shows("✓ ")
    await home.open()
    assert not home.shows("Owed answers")


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
    wrong = await world.logs("maya", "won", amount="x", discount="no")
    assert set(wrong.errors) == {"amount"}
    assert home.shows("*Dana Ruiz*")
    assert (await world.logs("maya", "won", amount="1000", discount="no")).ok
    await home.says("Owed answers · 1")
    assert not home.shows("Do now")
    await world.card_says("won it")


async def test_a_home_that_slack_is_slow_to_take_does_not_hold_up_the_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.send(lead())
    home = await AtHome(world, "maya").open()
    monkeypatch.setattr("handlers.registry.HOME_SECONDS", 60)
    monkeypatch.setattr("handlers.registry.ANSWER_SECONDS", 1)
    world.sandbox.faults.fail("views.publish", delay=60)
    async with asyncio.timeout(10):
        assert (await home.press("take")).ok


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


async def test_a_workspace_that_is_not_set_up_says_so(database: Shared) -> None:
    async with tidewell(database) as world:
        now = world.sandbox.clock.now()
        await world.bot.deps.settings.change({"sales_channel": ""}, "test", now)
        assert (await AtHome(world, "maya").open()).shows("an admin has to choose the channel")
        home = await AtHome(world, "sam").open()
        assert home.shows("⬜ Channel for leads")
        assert not home.shows("an admin has to")


async def some_leads(world: World, count: int, *said: Action, **more: object) -> None:
    """Stored at once: Maya did to each what `said` names."""
    now, maya = world.sandbox.clock.now(), world.person("maya").id
    [campaign] = await some_campaigns(world.bot.store.units, world.bot.team, ["Search"], now)
    leads = []
    for number in range(count):
        at = now - timedelta(minutes=number)
        events = [Event(f"{number}-{a}", at, maya, a, Door.BUTTON) for a in said]
        lived_so = lived(number, campaign, at, *events)
        sent = replace(lived_so.new.lead, company=Company(f"Company {number}"), **more)  # type: ignore[arg-type]  # fields of Lead, by name
        leads.append(replace(lived_so, new=replace(lived_so.new, lead=sent)))
    await keep(world.bot.store.database, world.bot.store.units, world.bot.team, leads)


async def test_lists_are_turned_page_by_page(world: World) -> None:
    await some_leads(world, 20, Action.TAKE)
    home = await AtHome(world, "maya").open()
    assert home.titles()[0] == "Do now · 20"
    assert not home.shows("Back to")
    seen = [company(home)]
    for _ in range(2):
        assert (await home.press("turn_home.more")).ok
        seen.append(company(home))
    assert sorted(name for page in seen for name in page) == sorted(
        f"*Company {number}*" for number in range(20)
    )
    assert not home.shows("Show more")

    assert (await home.press("landed", first_button(home))).ok
    assert home.titles()[0] == "Do now · 20"
    assert home.shows("Back to 8–14"), "what is pressed on a page leaves it where it is"
    assert (await home.press("outcome", first_button(home))).ok
    assert (await world.logs("maya", "lost")).ok
    await home.says("Do now · 19")
    assert home.shows("Back to 8–14"), "and so does a form that was opened on it"
    assert not (await home.open()).shows("Back to"), "who comes back begins at the first page"


def company(home: AtHome) -> list[str]:
    """The leads on this page of “Do now”."""
    blocks = [b for b in home.view.payload["blocks"] if b["block_id"].startswith("do_now")]
    return [str(b["text"]["text"]).split("\n")[0] for b in blocks if b["type"] == "section"]


def first_button(home: AtHome) -> str:
    """The lead that the first buttons of “Do now” are about."""
    [row] = (b for b in home.view.payload["blocks"] if b["block_id"] == "do_now.0.1")
    return str(row["elements"][0]["value"])


async def test_marketing_answers_findings_and_ends_promises_at_home(world: World) -> None:
    await history(world)
    home = await AtHome(world, "lena").open()
    assert home.titles()[0] == "Findings"
    assert home.shows("The first comes on 31 Aug at 09:00")
    await home.person.command("/leads", "digest skip", "marketing")
    assert (await home.open()).shows("The first comes on 7 Sep at 09:00")
    await home.person.command("/leads", "digest unskip 2026-W35", "marketing")
    await monday(world)
    await home.open()
    assert home.titles()[0].startswith("Findings of week 35 · ")
    assert not home.shows("You have no open leads")
    assert home.shows("Taken 5/40")
    assert (await home.press("all_figures")).ok
    await world.modal("lena", "All figures")

    assert (await home.press("promise_change")).ok
    form = await world.modal("lena", "We'll change this")
    promised = {"what": {"what": "Ask for the badge's company"}}
    assert (await home.person.submit(form.id, promised)).ok
    await home.says("Open promises · 1")
    assert home.shows("A change is promised")
    assert (await home.press("keep_change")).ok
    assert home.says_in("promises").startswith("Done: Ask for the badge")
    assert not home.shows("Open promises · 1")


async def test_a_finding_put_off_rests_for_everybody(world: World) -> None:
    await history(world)
    await monday(world)
    home = await AtHome(world, "lena").open()
    assert (await home.press("not_now_change")).ok
    assert home.says_in("findings").startswith("All right. LogiExpo is left out of the digests")
    assert not home.shows("We'll change this")
    assert not (await home.open()).shows("We'll change this"), "also for who comes back"
    await world.later(days=7)
    following = await sent(world, "lena", "marketing", "week 36")
    assert "LogiExpo sends us" not in shown(following)
    assert not (await home.open()).shows("We'll change this")


async def test_an_overdue_promise_is_marked(world: World) -> None:
    expo, _ = await history(world)
    await monday(world)
    now = world.sandbox.clock.now()
    promise = Promise(expo, "2026-W35", "Badges", now.date(), world.person("lena").id)
    await world.bot.deps.changes.promise(promise, now)
    home = await AtHome(world, "lena").open()
    assert home.shows("⏳ LogiExpo: Badges (promised for 31 Aug)")
    await world.later(days=2)
    assert (await home.open()).shows("⚠️ LogiExpo: Badges (overdue, promised for 31 Aug)")


async def test_only_an_admin_sees_owners_that_nobody_matches(world: World) -> None:
    await world.send(lead(owner_email="Gone@tidewell.example"))
    await world.send(lead("hs-2", owner_email="jonas@tidewell.example", company={"name": "Abc"}))
    await world.card_says("nobody has it yet")
    await world.card_says(f"for <@{world.person('jonas').id}>")
    home = await AtHome(world, "sam").open()
    assert home.shows("Owners that match nobody · 1")
    assert home.shows("*gone@tidewell.example*  1 lead'")
    assert not (await AtHome(world, "maya").open()).shows("gone@")


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
