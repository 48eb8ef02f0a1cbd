"""Where leads go: edited in Slack, tested, and what becomes of a lead that is somebody else's."""

from dataclasses import replace

from bot.domain.route_file import document_of, read
from bot.domain.routing import Kind, Route, Share
from sandbox.model import Message, View
from tests.scenario.test_leads import said
from tests.scenario.world import CAMPAIGN, World, lead, shown


async def route(world: World, *routes: Route) -> None:
    await world.bot.deps.routes.apply(routes, "test", world.sandbox.clock.now())


def ids(world: World, *names: str) -> tuple[str, ...]:
    return tuple(world.person(name).id for name in names)


def channel(world: World, name: str) -> str:
    """A channel that everybody and the bot are in."""
    app = next(iter(world.sandbox.workspace.apps.values()))
    members = ["maya", "jonas", "priya", "lena", "sam", app.bot_user_id]
    return world.sandbox.workspace.add_channel(name, members=members).id


async def offers(world: World, viewer: str, told: Message, *buttons: str) -> Message:
    """The direct message once it has these buttons and no others."""
    person = world.person(viewer)

    def found() -> Message | None:
        [now] = [one for one in person.sees(person.dm().id) if one.ts == told.ts]
        rows = [row["elements"] for row in now.blocks if row["type"] == "actions"]
        offered = [one["text"]["text"] for row in rows for one in row]
        return now if offered == [*buttons] else None

    return await world.sandbox.workspace.until(found)


def owned(owner: str, external_id: str = "hs-1", **more: object) -> dict[str, object]:
    return lead(external_id, owner_email=f"{owner}@tidewell.example", **more)


async def test_people_take_turns_and_their_stand_in_gets_it(world: World) -> None:
    maya, jonas, priya = ids(world, "maya", "jonas", "priya")
    await route(world, Route("Sales", Kind.PEOPLE, (maya, jonas)))
    await world.person("jonas").command("/leads", f"away fri <@{priya}>", "leads")
    for number in range(3):
        person = {"name": f"Lead {number}", "email": f"lead{number}@kestrel.example"}
        await world.send(lead(f"hs-{number}", person=person))
    for number, user in enumerate((maya, priya, maya)):
        card = await world.card(containing=f"Lead {number}")
        assert f"for <@{user}>" in shown(card)
        assert "Got it" in shown(card)


async def test_who_has_the_fewest_open_leads_gets_the_next(world: World) -> None:
    maya, jonas = ids(world, "maya", "jonas")
    await route(world, Route("Sales", Kind.PEOPLE, (maya, jonas), Share.LOAD))
    for number, user in enumerate((maya, jonas)):
        person = {"name": f"Lead {number}", "email": f"lead{number}@kestrel{number}.example"}
        await world.send(lead(f"hs-{number}", person=person, company={"name": f"Yard {number}"}))
        assert f"for <@{user}>" in shown(await world.card(containing=f"Lead {number}"))
    card = await world.card(containing="Lead 1")
    await world.person("jonas").click("leads", card.ts, "take")
    await world.card_says(f"<@{jonas}> took it")
    await world.person("jonas").command("/leads", "outcome Lead 1 no need", "leads")
    for number, user in ((2, jonas), (3, maya)):
        person = {"name": f"Lead {number}", "email": f"lead{number}@kestrel{number}.example"}
        await world.send(lead(f"hs-{number}", person=person, company={"name": f"Yard {number}"}))
        assert f"for <@{user}>" in shown(await world.card(containing=f"Lead {number}"))


async def test_a_rule_has_its_channel_and_the_others_go_to_the_channel_for_leads(
    world: World,
) -> None:
    post_in = channel(world, "large")
    await route(world, Route("Large", Kind.CHANNEL, post_in=post_in, employees_from=400))
    await world.send(lead())
    small = {"name": "Small", "domain": "small.example", "employees": 12}
    person = {"name": "Ann Low", "email": "ann@small.example"}
    await world.send(lead("hs-2", company=small, person=person))
    await world.card(containing="Ann Low")
    sees = world.person("maya").sees
    await world.sandbox.workspace.until(lambda: sees("large"))
    assert "Dana Ruiz" in shown(sees("large")[0])
    assert not any("Dana Ruiz" in shown(message) for message in sees("leads"))


async def test_a_card_that_goes_to_another_channel_leaves_one_line(world: World) -> None:
    large, maya = channel(world, "large"), world.person("maya")
    await route(world, Route("Large", Kind.CHANNEL, post_in=large), Route("All", Kind.DEFAULT))
    await world.send(lead())
    [card] = await world.sandbox.workspace.until(lambda: maya.sees("large"))
    await maya.click("large", card.ts, "reject")
    await explained(world, "maya", "Not mine", "large")
    assert "nobody has it yet" in shown(await world.card())
    channels = world.sandbox.workspace.channels
    [leads] = [one.id for one in channels.values() if one.name == "leads"]
    line = f"*Dana Ruiz · Kestrel Foods* moved to <#{leads}>: <@{maya.id}> said it is not theirs"
    old = await world.sandbox.workspace.until(
        lambda: next((m for m in maya.sees("large") if line in shown(m)), None)
    )
    assert old.ts == card.ts
    assert [block["type"] for block in old.blocks] == ["context"]
    assert len([m for m in maya.sees("large") if not m.ephemeral_to]) == 1


async def test_an_owner_whom_nobody_knows_leaves_it_to_the_next_rule(world: World) -> None:
    post_in = channel(world, "dach")
    (maya,) = ids(world, "maya")
    await route(
        world,
        Route("Owner", Kind.OWNER),
        Route("DACH", Kind.PEOPLE, (maya,), post_in=post_in, country=("DE",)),
    )
    await world.send(owned("stranger"))
    sees = world.person("maya").sees
    await world.sandbox.workspace.until(lambda: sees("dach"))
    assert f"for <@{maya}>" in shown(sees("dach")[0])
    assert not any("Dana Ruiz" in shown(message) for message in sees("leads"))


async def test_without_a_rule_for_owners_the_crms_owner_is_not_asked(world: World) -> None:
    await route(world, Route("All", Kind.DEFAULT))
    await world.send(owned("jonas"))
    assert "nobody has it yet" in shown(await world.card())


async def test_not_mine_goes_on_to_the_next_rule_and_is_told(world: World) -> None:
    jonas, maya = ids(world, "jonas", "maya")
    await route(world, Route("Owner", Kind.OWNER), Route("Sales", Kind.PEOPLE, (jonas, maya)))
    await world.send(owned("jonas"))
    card = await world.card_says(f"for <@{jonas}>")
    assert (await world.person("jonas").click("leads", card.ts, "not_mine")).ok
    assert f"goes to <@{maya}>" in shown(await world.private("jonas", "Dana Ruiz goes to"))
    await world.card_says(f"for <@{maya}>")
    told = await world.direct("maya", "Jonas")
    assert "says this lead is not theirs" in shown(told)
    assert (await world.person("maya").click(world.person("maya").dm().id, told.ts, "take")).ok
    await world.card_says("took it")
    assert "✓ *Dana Ruiz*" in shown(settled := await offers(world, "maya", told, "Show it"))
    assert f"<@{maya}> took it" in shown(settled)


async def declined(world: World, by: str, chip: str) -> str:
    """Not for us, and why."""
    card = await world.card()
    await world.person(by).click("leads", card.ts, "reject")
    await explained(world, by, chip)
    return card.ts


async def explained(world: World, by: str, chip: str, channel: str = "leads") -> None:
    chips = await world.private(by, "Why is Dana Ruiz not for us?", channel)
    options = [one for block in chips.blocks for one in block.get("elements", ())]
    wanted = next(one for one in options if one["text"]["text"] == chip)
    person = world.person(by)
    await person.click(channel, chips.ts, wanted["action_id"], value=wanted["value"])


async def test_what_is_not_theirs_is_open_again_for_somebody_else(world: World) -> None:
    jonas, maya, priya = ids(world, "jonas", "maya", "priya")
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    await route(
        world,
        Route("Large", Kind.DEFAULT, employees_from=400),
        Route("Sales", Kind.PEOPLE, (maya, priya)),
    )
    await world.send(lead())
    ts = await declined(world, "maya", "Not mine")
    await world.private("maya", f"goes to <@{priya}>")
    card = await world.card_says(f"for <@{priya}>")
    assert "Open again" in shown(card)

    again = await world.person("priya").click("leads", ts, "not_mine")
    assert again.ok
    await world.card_says("nobody has it yet")
    async with world.bot.store.units.reading(world.bot.team) as uow:
        [known] = (await uow.leads.known("crm", ["hs-1"])).values()
        events = await uow.feedback.of(known.id)
    assert [event.action.value for event in events] == ["reject", "explain", "reroute", "not_mine"]
    assert events[2].codes == ("misrouted",)
    assert (events[2].user, events[2].door.value) == (maya, "button")
    assert jonas not in shown(card)


async def test_a_reason_of_the_form_says_where_the_lead_went(world: World) -> None:
    (maya,) = ids(world, "maya")
    large = Route("Large", Kind.DEFAULT, employees_from=400)
    await route(world, large, Route("Sales", Kind.PEOPLE, (maya,)))
    await world.send(lead())
    card = await world.card()
    person = world.person("jonas")
    await person.click("leads", card.ts, "reject")
    chips = await world.private("jonas", "Why is Dana Ruiz not for us?")
    await person.click("leads", chips.ts, "why_more")
    form = await world.modal("jonas", "Why not for us?")
    assert (await person.submit(form.id, {"reasons": {"reasons": ["misrouted"]}})).ok
    told = await world.private("jonas", f"Dana Ruiz goes to <@{maya}>")
    assert told.ts == chips.ts, "the chips are gone"


async def test_a_customer_goes_to_the_accounts_owner(world: World) -> None:
    (jonas,) = ids(world, "jonas")
    await route(world, Route("All", Kind.DEFAULT))
    await world.send(owned("jonas"))
    await declined(world, "maya", "Customer")
    await world.card_says(f"for <@{jonas}>")


COMPANY = {"name": "Kestrel Foods", "domain": "kestrel.example"}


async def older(world: World) -> None:
    """A colleague of Dana's came an hour before her, and Jonas has them."""
    await route(world, Route("All", Kind.DEFAULT))
    person = {"name": "Ann Low", "email": "ann@kestrel.example"}
    await world.send(lead("hs-0", company=COMPANY, person=person, campaign="search"))
    card = await world.card(containing="Ann Low")
    assert (await world.person("jonas").click("leads", card.ts, "take")).ok
    await world.card(containing="took it")
    await world.later(hours=1)
    await world.send(lead(company=COMPANY))


async def test_a_duplicate_goes_to_whoever_has_the_older_lead(world: World) -> None:
    (jonas,) = ids(world, "jonas")
    await older(world)
    await declined(world, "maya", "Duplicate")
    await world.private("maya", f"Dana Ruiz goes to <@{jonas}>")
    card = await world.card_says(f"for <@{jonas}>")
    assert "duplicate" in shown(card)
    assert "Same as *Ann Low* · search" in shown(card)
    told = await world.direct("jonas", "says it is a duplicate of your lead Ann Low")
    assert "*Dana Ruiz*, VP Operations" in shown(told)
    direct = world.person("jonas").dm().id
    assert (await world.person("jonas").click(direct, told.ts, "reject")).ok
    answer = await world.private("jonas", "Dana Ruiz: not for us, duplicate.", direct)
    assert "Why is" not in shown(answer)
    card = await world.card_says(f"<@{jonas}> said not for us")
    await offers(world, "jonas", told, "Show it")
    assert (await world.person("jonas").click(direct, answer.ts, "undo")).ok
    await offers(world, "jonas", told, "Got it", "Same lead, close it", "Not mine")
    assert (await world.person("jonas").click(direct, told.ts, "reject")).ok
    await offers(world, "jonas", told, "Show it")
    assert f"· search · <@{jonas}> has it" in shown(card)
    await world.person("maya").click("leads", card.ts, "history", value=None)
    assert "Ann Low" in shows(await world.modal("maya", "History"))


async def test_a_duplicate_goes_to_the_stand_in_and_not_to_who_refused_it(world: World) -> None:
    jonas, priya = ids(world, "jonas", "priya")
    await older(world)
    await world.person("jonas").command("/leads", f"away fri <@{priya}>", "leads")
    await declined(world, "maya", "Duplicate")
    told = await world.direct("priya", f"a duplicate of <@{jonas}>'s lead Ann Low")
    assert "A lead came again" in shown(told)
    await world.card_says(f"for <@{priya}>")
    await world.person("priya").click(world.person("priya").dm().id, told.ts, "reject")
    await world.card_says(f"<@{priya}> said not for us")
    await world.direct("jonas", "says it is a duplicate of your lead Ann Low")


async def test_a_lead_is_passed_on_twice_at_most(world: World) -> None:
    await route(world, Route("All", Kind.DEFAULT))
    await world.send(lead())
    for by in ("maya", "jonas"):
        await declined(world, by, "Not mine")
        await world.card_says("Open again")
    await declined(world, "priya", "Not mine")
    await world.card_says(" · not mine")


async def test_without_rules_what_is_not_theirs_is_for_a_sales_lead(world: World) -> None:
    (sam,) = ids(world, "sam")
    await world.bot.deps.directory.member(sam)
    await world.send(lead())
    ts = await declined(world, "maya", "Not mine")
    await world.private("maya", f"goes to <@{sam}>")
    card = await world.card_says(f"for <@{sam}>")
    assert card.ts == ts
    assert "says this lead is not theirs" in shown(await world.direct("sam", "Maya"))


async def test_without_rules_a_customer_goes_to_the_accounts_owner(world: World) -> None:
    (jonas,) = ids(world, "jonas")
    await world.send(owned("jonas"))
    await world.card_says(f"for <@{jonas}>")
    card = await world.posted()
    await world.person("maya").react("leads", card.ts, "no_entry_sign")
    await explained(world, "maya", "Customer")
    await world.private("maya", f"goes to <@{jonas}>")
    card = await world.card_says("Open again")
    assert f"for <@{jonas}>" in shown(card)


async def test_only_sales_leads_and_admins_edit_the_routes(world: World) -> None:
    answer = said(await world.person("maya").command("/leads", "routes", "leads"))
    assert "Only sales leads and admins can do that" in answer
    settings = {"sales_leads": world.person("maya").id}
    await world.bot.deps.settings.change(settings, "test", world.sandbox.clock.now())
    await world.person("maya").command("/leads", "routes", "leads")
    assert (await world.modal("maya", "Routes")).payload["callback_id"] == "routes"


async def test_a_set_of_rules_comes_back_as_it_was_saved(world: World) -> None:
    (maya,) = ids(world, "maya")
    given = (
        Route("Owner", Kind.OWNER, owner_team=(maya,), customer=True),
        Route("Sales", Kind.PEOPLE, (maya,), Share.LOAD, channel=("webinar",)),
    )
    await route(world, *given)
    current = await world.bot.deps.routes.current()
    assert current is not None
    assert current.routes == given == read(document_of(given))
    assert current.version == 1


async def opened(world: World, by: str = "sam") -> View:
    await world.person(by).command("/leads", "routes", "leads")
    return await world.modal(by, "Routes")


def shows(view: View) -> str:
    return str(view.payload["blocks"])


async def chosen(world: World, what: str) -> None:
    """From the menu of a rule, such as `up|1`."""
    form = await world.modal("sam", "Routes")
    menus = [block for block in form.payload["blocks"] if "accessory" in block]
    place = int(what.partition("|")[2])
    block_id = menus[place]["block_id"]
    await world.person("sam").choose_in_view(form.id, "change_route", what, block_id=block_id)


async def written(world: World, title: str, **values: object) -> dict[str, str]:
    form = await world.modal("sam", title)
    answer = await world.person("sam").submit(form.id, {k: {k: v} for k, v in values.items()})
    return answer.errors


async def test_rules_are_written_ordered_tested_and_only_then_saved(world: World) -> None:
    await world.send(lead())
    await world.send(lead("hs-2", company={"name": "Elsewhere", "country": "FR"}, person={}))
    sam, (maya,) = world.person("sam"), ids(world, "maya")
    form = await opened(world)
    assert "an owner is named → that owner" in shows(form), "what holds without any rule"
    assert "without an agreed next step are posted as well" in shows(form)
    now = world.sandbox.clock.now()
    await world.bot.deps.settings.change({"require_agreed_step": "yes"}, "test", now)
    form = await opened(world)
    assert "wait until a sales lead presses *Agreed*" in shows(form)
    assert "submit" not in form.payload
    assert "Discard changes" not in shows(form), "there are none"

    await sam.click_in_view(form.id, "add_route")
    refused = await written(world, "Add a rule", name="DACH", to="people")
    assert refused == {"people": "Pick people, or a user group."}
    values = {"people": [maya], "country": "DE, AT", "employees_from": "200"}
    assert not await written(world, "Add a rule", name="DACH", to="people", **values)
    form = await world.modal("sam", "Routes")
    assert "country DE, AT · 200 people or more → <@" in shows(form)
    assert "Discard changes" in shows(form)

    await chosen(world, "up|1")
    form = await world.modal("sam", "Routes")
    assert shows(form).index("DACH") < shows(form).index("Owner in the CRM")

    await sam.click_in_view(form.id, "test_routes")
    form = await world.modal("sam", "Routes")
    lines = "2 leads", "Owner in the CRM: 0 leads", "DACH: 1 lead", "Every other lead: 1 lead"
    for line in (*lines, "No rule fits Elsewhere"):
        assert line in shows(form)
    assert form.payload["submit"]["text"] == "Save"

    await chosen(world, "edit|1")
    again = await written(world, "Edit a rule", name="DACH")
    assert "another route has this name" in again["name"].lower()
    assert not await written(world, "Edit a rule", name="Owners")
    form = await world.modal("sam", "Routes")
    assert "submit" not in form.payload, "what was changed since has to be tested again"

    await sam.click_in_view(form.id, "test_routes")
    form = await world.modal("sam", "Routes")
    assert (await sam.submit(form.id)).ok
    assert await current(world) == ["DACH", "Owners"]
    assert "2 rules, version 1" in shows(await world.modal("sam", "Routes"))


async def test_what_is_chosen_in_an_old_list_is_not_done_to_other_rules(world: World) -> None:
    one, two = Route("One", Kind.DEFAULT, country=("DE",)), Route("Two", Kind.DEFAULT)
    await route(world, one, two)
    await opened(world)
    await route(world, replace(one, name="Alpha"), replace(two, name="Beta"))
    await chosen(world, "remove|1")
    form = await world.modal("sam", "Routes")
    assert "The rules were changed meanwhile" in shows(form)
    assert "Beta" in shows(form)
    assert "Two" not in shows(form)
    assert "Discard changes" not in shows(form), "nothing was removed"

    await chosen(world, "edit|0")
    await route(world, one, two)
    assert not await written(world, "Edit a rule", name="Gamma")
    form = await world.modal("sam", "Routes")
    assert "The rules were changed meanwhile" in shows(form)
    assert "Gamma" not in shows(form)

    await chosen(world, "remove|1")
    form = await world.modal("sam", "Routes")
    assert "Two" not in shows(form)
    assert "The rules were changed meanwhile" not in shows(form)


async def current(world: World) -> list[str]:
    saved = await world.bot.deps.routes.current()
    return [one.name for one in saved.routes] if saved else []


async def test_a_forged_save_and_a_save_over_anothers_change_nothing(world: World) -> None:
    sam = world.person("sam")
    form = await opened(world)
    await sam.click_in_view(form.id, "add_route")
    assert not await written(world, "Add a rule", name="Owners", to="owner")
    form = await world.modal("sam", "Routes")
    await sam.submit(form.id)
    assert await current(world) == []

    form = await opened(world)
    await sam.click_in_view(form.id, "test_routes")
    form = await world.modal("sam", "Routes")
    await route(world, Route("Meanwhile", Kind.DEFAULT))
    await sam.submit(form.id)
    assert "Somebody saved other routes meanwhile" in shows(
        await world.modal("sam", "Not possible")
    )
    assert await current(world) == ["Meanwhile"]


async def test_campaigns_and_the_owners_team_are_picked_by_name(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    sam, (maya,) = world.person("sam"), ids(world, "maya")
    form = await opened(world)
    await sam.click_in_view(form.id, "add_route")
    assert "'text': 'Dock webinar'" in shows(await world.modal("sam", "Add a rule"))
    values = {"campaign": ["dock-webinar"], "owner_team": [maya]}
    assert not await written(world, "Add a rule", name="Docks", to="default", **values)
    form = await world.modal("sam", "Routes")
    assert f"campaign dock-webinar · owner among <@{maya}>" in shows(form)

    await chosen(world, "edit|1")
    again = str((await world.modal("sam", "Edit a rule")).state_values)
    assert "dock-webinar" in again
    assert maya in again


async def test_a_rule_names_only_what_is_there(world: World) -> None:
    outside = world.sandbox.workspace.add_channel("outside", members=["sam"])
    form = await opened(world)
    await world.person("sam").click_in_view(form.id, "add_route")
    given = {"name": "Large", "to": "channel"}
    assert await written(world, "Add a rule", **given) == {"post_in": "Pick the channel."}
    away = {"name": "Large", "to": "default", "post_in": outside.id}
    refused = await written(world, "Add a rule", **away)
    assert refused["post_in"].startswith("These leads go to the channel for leads. Leave this")
    refused = await written(world, "Add a rule", **given, post_in=outside.id)
    assert "Leadloop is not in #outside" in refused["post_in"]
    assert "groups" not in (await world.modal("sam", "Add a rule")).state_values, "there are none"


async def test_user_groups_are_picked_and_one_that_is_gone_is_refused(world: World) -> None:
    sam, workspace = world.person("sam"), world.sandbox.workspace
    gone = workspace.add_usergroup("gone", "Gone", [])
    field = workspace.add_usergroup("field", "Field sales", ["maya", "jonas"])
    form = await opened(world)
    await sam.click_in_view(form.id, "add_route")
    del workspace.usergroups[gone.id]
    asked = {"name": "Field", "to": "people", "owner_groups": [field.id]}
    refused = await written(world, "Add a rule", **asked, groups=[gone.id])
    assert f"{gone.id} is nobody of this workspace" in refused["groups"]
    assert not await written(world, "Add a rule", **asked, groups=[field.id])
    group = f"<!subteam^{field.id}>"
    assert f"owner among {group} → {group}, in turn" in shows(await world.modal("sam", "Routes"))
    await chosen(world, "edit|1")
    again = (await world.modal("sam", "Edit a rule")).state_values
    for name in ("groups", "owner_groups"):
        [option] = again[name][name]["selected_options"]
        assert option["text"]["text"] == "@field"
