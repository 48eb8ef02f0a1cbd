"""A lead by hand."""

from bot.domain.routing import Kind, Route
from sandbox.model import View
from tests.scenario.test_routes import channel, route
from tests.scenario.world import CAMPAIGN, World, lead, shown


def fields(**given: str) -> dict[str, dict[str, str]]:
    return {name: {name: value} for name, value in given.items()}


async def opened(world: World, name: str = "maya", typed: str = "") -> View:
    assert (await world.person(name).command("/leads", f"add {typed}", "leads")).ok
    return await world.modal(name, "Add a lead")


async def test_a_lead_by_hand_becomes_a_card(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    await world.request("PUT", "/v1/campaigns/past", {"name": "Past", "ends_on": "2026-08-01"})
    form = await opened(world)
    campaigns = next(b for b in form.payload["blocks"] if b["block_id"] == "campaign")
    [dock] = campaigns["element"]["options"]  # the one that is over is not offered
    given = fields(
        name="Ravi Shah",
        company="Baltic Cargo",
        email="Ravi@Baltic.example",
        campaign=dock["value"],
        why="Asked at the gate",
        customer="yes",
        products="Gate, Yard ,",
    )
    assert (await world.person("maya").submit(form.id, given)).ok
    done = await world.modal("maya", "Added")
    assert "on its way to <#" in str(done.payload)
    card = await world.card_says("Ravi Shah")
    assert "Asked at the gate" in shown(card)
    assert "Dock webinar" in shown(card)
    assert "*customer* of Gate, Yard" in shown(card)


async def test_somebody_who_is_there_already_is_told_with_who_has_them(world: World) -> None:
    await world.taken()
    form = await opened(world, "jonas")
    campaigns = next(b for b in form.payload["blocks"] if b["block_id"] == "campaign")
    [dock] = campaigns["element"]["options"]
    given = fields(name="D. Ruiz", email="DANA.hs-1@kestrel.example", campaign=dock["value"])
    await world.person("jonas").submit(form.id, given)
    told = str((await world.modal("jonas", "Already here")).payload)
    assert f"<@{world.person('maya').id}> has it" in told
    assert "reason" not in told

    form = await opened(world, "jonas")
    await world.person("jonas").submit(form.id, {**given, **fields(why="Called again")})
    told = str((await world.modal("jonas", "Already here")).payload)
    assert "Your reason was added" in told

    form = await opened(world, "jonas")
    unknown = {name: given[name] for name in ("name", "email")}
    await world.person("jonas").submit(form.id, {**unknown, **fields(why="Met at a fair")})
    told = str((await world.modal("jonas", "Already here")).payload)
    assert "Your reason was added" in told  # also by who does not know the campaign


async def test_who_adds_a_lead_is_told_where_a_rule_posts_it(world: World) -> None:
    large = channel(world, "large")
    await route(world, Route("Large", Kind.CHANNEL, post_in=large), Route("All", Kind.DEFAULT))
    form = await opened(world)
    assert (await world.person("maya").submit(form.id, fields(name="Ravi Shah"))).ok
    assert f"on its way to <#{large}>" in str((await world.modal("maya", "Added")).payload)


async def test_somebody_is_known_without_an_address_too(world: World) -> None:
    async def adds(title: str, **given: str) -> str:
        form = await opened(world, "jonas")
        await world.person("jonas").submit(form.id, fields(**given))
        return str((await world.modal("jonas", title)).payload)

    await adds("Added", name="Dana Ruiz", company="Kestrel Foods", phone="+49 (30) 12 34 56")
    for given in (
        {"name": "dana  ruiz", "company": "KESTREL foods", "why": "Called again"},
        {"name": "D. Ruiz", "phone": "0049 30 123456"},
        {"phone": "+49 30 123456", "company": "Kestrel"},
    ):
        assert "nobody has taken it yet" in await adds("Already here", **given)
    await world.card(containing="Called again")
    await adds("Added", name="Dana Ruiz", company="Another Firm")
    await adds("Added", name="Zoë Müller", company="Café Nord")
    await adds("Already here", name="Zoe Mueller", company="Cafe Nord")
    await adds("Added", name="Ravi Shah", company="Kestrel Foods", phone="+49 30 123456")

    await world.send(lead("hs-9", person={"name": "Ann Low", "email": "ann@low.example"}))
    await world.card(containing="Ann Low")
    await adds("Already here", name="Ann Low", company="Kestrel Foods")


async def test_an_address_alone_is_no_name_and_what_was_typed_stands_in_the_form(
    world: World,
) -> None:
    form = await opened(world, typed="Zoë Hand")
    assert "'initial_value': 'Zoë Hand'" in str(form.payload)
    await world.person("maya").close(form.id)
    form = await opened(world, typed="only@mail.example")
    assert "'initial_value': 'only@mail.example'" in str(form.payload)
    assert (await world.person("maya").submit(form.id, fields(email="only@mail.example"))).ok
    assert "*Unnamed lead* is on its way" in str((await world.modal("maya", "Added")).payload)
    card = await world.card_says("Unnamed lead")
    assert card.text.startswith("Unnamed lead: ")
    assert "add_lead" not in shown(card)
    [line] = await world.bot.deps.leads.unclaimed()
    assert line.label == "Unnamed lead"
    await world.person("maya").click("leads", card.ts, "take")
    await world.private("maya", "Unnamed lead: yours now")


async def test_somebody_without_a_name_is_refused_beside_the_field(world: World) -> None:
    form = await opened(world)
    refused = await world.person("maya").submit(form.id, fields(phone="123"))
    assert set(refused.errors) == {"name"}
    assert not (await world.person("maya").submit(form.id, fields(email="no address"))).ok
    assert not await world.bot.deps.leads.unclaimed()


async def test_the_form_asks_for_what_the_rule_needs(world: World) -> None:
    rule = {"min_fit": "40", "required_fields": "phone,employees"}
    await world.bot.deps.settings.change(rule, "test", world.sandbox.clock.now())
    maya = world.person("maya")
    form = await opened(world)
    refused = await maya.submit(form.id, fields(name="Ravi Shah"))
    assert set(refused.errors) == {"phone", "employees", "fit"}
    given = fields(name="Ravi Shah", phone="1", employees="5", fit="30")
    await maya.submit(form.id, given)
    told = str((await world.modal("maya", "Stored, not posted")).payload)
    assert "fit is 30, the minimum is 40" in told
    assert "contact due" not in told


async def test_the_shortcut_opens_the_same_form(world: World) -> None:
    assert (await world.person("maya").shortcut("add_lead")).ok
    await world.modal("maya", "Add a lead")


async def test_a_hostile_name_stays_text(world: World) -> None:
    form = await opened(world)
    await world.person("maya").submit(form.id, fields(name="<!channel> *Bo*"))
    done = await world.modal("maya", "Added")
    assert "<!channel>" not in str(done.payload)
    await world.send(lead())
    await world.card_says("&lt;!channel&gt;")
