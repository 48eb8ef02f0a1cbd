"""Roles: chosen in the settings, by person or user group, and asked of at every door."""

import pytest

from bot.domain.sit_ins import SitInKind
from bot.errors import NotAllowed
from bot.ports import Member
from sandbox.model import Json, Usergroup
from tests.scenario.test_leads import said
from tests.scenario.test_settings import opened
from tests.scenario.world import CAMPAIGN, World, lead, shown

GROUP = "S0SALES01"


def grouped(world: World, *names: str) -> None:
    """A user group with these people."""
    users = [world.person(name).id for name in names]
    world.sandbox.workspace.usergroups[GROUP] = Usergroup(GROUP, "field", "Field sales", users)


async def listed(world: World, **roles: str) -> None:
    await world.bot.deps.settings.change(roles, "test", world.sandbox.clock.now())


async def test_people_and_groups_are_picked(world: World) -> None:
    grouped(world, "jonas")
    maya, sam = world.person("maya"), world.person("sam")
    form = await opened(world)
    values: dict[str, dict[str, object]] = {
        "sales": {"sales": [maya.id]},
        "sales_groups": {"sales_groups": [GROUP]},
    }
    assert (await sam.submit(form.id, values)).ok
    settings = await world.bot.deps.settings.get()
    assert settings.sales == (maya.id, GROUP)

    again = await opened(world)
    fields = {block.get("block_id"): block.get("element") for block in again.payload["blocks"]}
    assert fields["sales"]["initial_users"] == [maya.id]
    [option] = fields["sales_groups"]["initial_options"]
    assert (option["text"]["text"], option["value"]) == ("@field", GROUP)
    assert (await sam.submit(again.id)).ok
    assert await world.bot.deps.settings.get() == settings, "what was not touched stays"


async def test_a_workspace_without_groups_is_not_asked_for_them(world: World) -> None:
    form = await opened(world)
    assert not [name for name in form.state_values if name.endswith("_groups")]


@pytest.mark.parametrize("how", [{"error": "missing_scope"}, {"delay": 5}])
async def test_ids_are_written_where_slack_does_not_say_which_groups_there_are(
    world: World, how: Json
) -> None:
    grouped(world, "jonas")
    world.sandbox.faults.fail("usergroups.list", **how)
    form = await opened(world)
    assert (await world.person("sam").submit(form.id, {"sales_groups": {"sales_groups": GROUP}})).ok
    assert (await world.bot.deps.settings.get()).sales == (GROUP,)


async def test_who_is_nobody_here_is_refused_and_nobody_locks_themselves_out(world: World) -> None:
    world.sandbox.faults.fail("usergroups.list", error="missing_scope", times=1)
    form = await opened(world)
    sam, maya = world.person("sam"), world.person("maya")
    values = {"marketing_groups": {"marketing_groups": "S0NOBODY1"}}
    refused = await sam.submit(form.id, values)
    assert refused.errors == {"marketing": "Slack knows no user group S0NOBODY1."}
    values = {
        "marketing_groups": {"marketing_groups": ""},
        "admins": {"admins": [maya.id]},  # type: ignore[dict-item]  # a picker's values
    }
    refused = await sam.submit(form.id, values)
    assert "lock yourself out" in refused.errors["admins"]
    assert (await world.bot.deps.settings.get()).admins == ()


async def test_who_is_listed_as_an_admin_is_one_and_slacks_are_no_more(world: World) -> None:
    await listed(world, admins=world.person("maya").id)
    await world.person("maya").command("/leads", "settings", "leads")
    await world.modal("maya", "Settings")
    refusal = said(await world.person("sam").command("/leads", "settings", "leads"))
    assert "Only admins can do that: Maya" in refusal


async def test_a_user_group_is_marketing(world: World) -> None:
    grouped(world, "priya")
    await listed(world, marketing=GROUP)
    assert "on its way" in said(
        await world.person("priya").command("/leads", "digest now", "leads")
    )
    refusal = said(await world.person("lena").command("/leads", "digest now", "leads"))
    assert "Only marketing and admins can do that: Priya" in refusal


@pytest.mark.parametrize("door", ["take", "reject", "emoji"])
async def test_only_sales_work_leads_once_they_are_listed(world: World, door: str) -> None:
    grouped(world, "maya")
    await listed(world, sales=GROUP)
    await world.send(lead())
    card = await world.posted()
    lena = world.person("lena")
    if door == "emoji":
        await lena.react("leads", card.ts, "white_check_mark")
    else:
        await lena.click("leads", card.ts, door)
    assert "Only sales and admins can do that: Maya" in shown(await world.private("lena", "Only"))
    assert "nobody has it yet" in shown(await world.card())

    assert (await world.person("maya").click("leads", card.ts, "take")).ok
    await world.card_says("took it")


async def test_whoever_has_a_lead_may_work_on_it(world: World) -> None:
    await listed(world, sales=world.person("maya").id)
    await world.send(lead(owner_email="jonas@tidewell.example"))
    card = await world.card_says(f"for <@{world.person('jonas').id}>")
    offered = {"Got it", "Not for us", "Good fit, not now", "History"}
    assert await labels(world, "maya") == offered
    assert await labels(world, "jonas") == offered | {"Not mine"}
    assert (await world.person("jonas").click("leads", card.ts, "take")).ok
    await world.card_says("took it")
    assert (await world.person("jonas").click("leads", card.ts, "landed")).ok
    await world.private("jonas", "What landed")


async def offered(world: World) -> dict[str, SitInKind | None]:
    """What each is offered to sit in on: marketing calls, sales reviews."""
    deps, now = world.bot.deps, world.sandbox.clock.now()
    found: dict[str, SitInKind | None] = {}
    for name in ("lena", "priya", "sam", "maya", "jonas"):
        user = world.person(name).id
        kinds = [one for one in SitInKind if await deps.sit_ins.can_ask(one, user, now)]
        assert len(kinds) <= 1
        found[name] = next(iter(kinds), None)
        is_marketing = found[name] is SitInKind.CALL
        assert await deps.roles.sees_marketing(user, now) is is_marketing, name
    return found


async def test_what_is_offered_goes_by_the_role(world: World) -> None:
    ids = {name: world.person(name).id for name in ("lena", "priya", "sam", "maya", "jonas")}
    roles = {"marketing": ids["lena"], "marketing_leads": ids["priya"], "sales": ids["maya"]}
    await listed(world, sitting_in="yes", **roles)
    call, review = SitInKind.CALL, SitInKind.REVIEW
    others = {"lena": call, "priya": call, "maya": review, "jonas": None}
    assert await offered(world) == {**others, "sam": call}, "an admin who does not sell"
    await listed(world, sales=f"{ids['maya']},{ids['sam']}")
    assert await offered(world) == {**others, "sam": review}
    await listed(world, sales="")
    assert await offered(world) == {**others, "sam": review, "jonas": review}, "all are in #leads"

    await listed(world, sales=ids["maya"])
    campaign = {**CAMPAIGN, "owner": "lena@tidewell.example"}
    _, made = await world.request("PUT", "/v1/campaigns/dock-webinar", campaign)
    now = world.sandbox.clock.now()
    with pytest.raises(NotAllowed, match="Only sales and admins can do that"):
        await world.bot.deps.sit_ins.ask(review, made["id"], ids["jonas"], now)


async def labels(world: World, name: str) -> set[str]:
    """The buttons and menu entries under `/leads show Dana`."""
    answer = await world.person(name).command("/leads", "show Dana", "leads")
    rows = [row for row in answer.payload["blocks"] if row["type"] == "actions"]
    elements = [one for row in rows for one in row["elements"]]
    options = [option for one in elements for option in one.get("options", ())]
    return {one["text"]["text"] for one in [*elements, *options] if "text" in one}


async def test_a_lead_that_is_looked_up_offers_what_its_reader_may(world: World) -> None:
    maya, jonas = world.person("maya"), world.person("jonas")
    await listed(world, sales=f"{maya.id},{jonas.id}")
    await world.send(lead())
    card = await world.posted()
    assert await labels(world, "lena") == {"History"}
    assert {"I'll take it", "Not for us", "Good fit, not now"} <= await labels(world, "jonas")
    assert (await maya.click("leads", card.ts, "take")).ok
    await world.card_says("took it")
    assert await labels(world, "lena") == {"History"}
    own = await labels(world, "maya")
    assert own >= {"Log outcome", "Undo (within 10 min)", "Hand to, or give back…", "Not for us"}
    seconds = {"👍 Landed", "👎 Fell flat", "History"}
    assert await labels(world, "jonas") == seconds

    async with world.bot.store.units(world.bot.team) as uow:
        gone = Member(maya.id, "Maya", is_active=False)
        await uow.members.put([gone], world.sandbox.clock.now())
        await uow.commit()
    assert await labels(world, "jonas") == seconds
    assert await labels(world, "sam") == seconds | {"Hand to, or give back…"}
