"""/leads settings: the form, what it refuses, and who may."""

from sandbox.model import View
from tests.scenario.test_leads import said
from tests.scenario.world import World, lead


async def opened(world: World) -> View:
    assert (await world.person("sam").command("/leads", "settings", "leads")).ok
    return await world.modal("sam", "Settings")


async def more(world: World, form: View) -> View:
    """What few change, on top of the form."""
    assert (await world.person("sam").click_in_view(form.id, "settings_more")).ok
    return await world.modal("sam", "More settings")


def chosen(view: View, key: str) -> object:
    """What stands in a field."""
    state = {name: value for name, value in view.state_values[key][key].items() if name != "type"}
    [value] = state.values()
    return value["value"] if isinstance(value, dict) else value


async def test_the_form_shows_what_is_set_and_a_change_is_recorded(world: World) -> None:
    form = await opened(world)
    assert chosen(form, "sales_channel") == world.sandbox.workspace.channel("leads").id
    assert chosen(form, "digest_time") == "09:00"
    assert chosen(form, "contact_hours") == "4"
    rare = await more(world, form)
    assert "white_check_mark=take" in str(chosen(rare, "reactions"))
    assert not set(form.state_values) & set(rare.state_values)

    sam = world.person("sam")
    values: dict[str, dict[str, object]] = {
        "burst": {"burst": "40"},
        "disputes": {"disputes": ["yes"]},
        "reactions": {"reactions": "tada=landed\nwave=take"},
    }
    assert (await sam.submit(rare.id, values)).ok
    told = str((await world.modal("sam", "Settings")).payload)
    assert "Cards a minute: 40" in told
    assert "Currency" not in told
    await sam.close(rare.id)
    values = {
        "digest_day": {"digest_day": "friday"},
        "timezone": {"timezone": "europe/berlin"},
        "work_days": {"work_days": ["monday", "friday"]},
    }
    assert (await sam.submit(form.id, values)).ok
    assert "Time zone: Europe/Berlin" in str((await world.modal("sam", "Settings")).payload)
    await sam.close(form.id)
    settings = await world.bot.deps.settings.get()
    assert (settings.digest_day, settings.timezone, settings.burst) == (
        "friday",
        "Europe/Berlin",
        40,
    )
    assert settings.work_days == ("monday", "friday")
    assert settings.disputes
    assert settings.reactions == {"tada": "landed", "wave": "take"}
    assert settings.sales_channel, "what was not touched stays"

    again = await opened(world)
    assert chosen(again, "digest_day") == "friday"
    changes = str(again.payload["blocks"][-1])
    assert f"<@{world.person('sam').id}>" in changes
    assert "Cards a minute: 20 → 40" in changes
    assert "Currency" not in changes


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_stored(world: World) -> None:
    form = await opened(world)
    values = {"timezone": {"timezone": "Mars/Base"}, "work_end": {"work_end": "18:00"}}
    refused = await world.person("sam").submit(form.id, values)
    assert set(refused.errors) == {"timezone"}
    assert refused.errors["timezone"] == "A time zone, such as Europe/Berlin."
    assert "18:00" not in str(await world.bot.deps.settings.get())

    values = {"timezone": {"timezone": "UTC"}, "work_end": {"work_end": "08:00"}}
    late = await world.person("sam").submit(form.id, values)
    assert set(late.errors) == {"work_end"}

    rare = await more(world, form)
    values = {"currency": {"currency": "12"}, "reactions": {"reactions": "tada=applause"}}
    refused = await world.person("sam").submit(rare.id, values)
    assert set(refused.errors) == {"currency", "reactions"}


async def test_a_channel_has_to_be_one_that_cards_may_go_to(world: World) -> None:
    workspace = world.sandbox.workspace
    bot = next(iter(workspace.apps.values())).bot_user_id
    outside = workspace.add_channel("outside", members=["sam"])
    partners = workspace.add_channel("partners", members=["sam", bot])
    partners.is_ext_shared = True
    old = workspace.add_channel("old", members=["sam", bot])
    old.is_archived = True
    secret = workspace.add_channel("secret", members=["sam"], is_private=True)
    form = await opened(world)
    for channel, told in (
        (outside, "Leadloop is not in #outside. Invite it there first"),
        (partners, "#partners is shared with another company"),
        (old, "#old is archived"),
        (secret, "Leadloop cannot see this channel"),
    ):
        values = {"sales_channel": {"sales_channel": channel.id}}
        refused = await world.person("sam").submit(form.id, values)
        assert told in refused.errors["sales_channel"]
    assert (await world.bot.deps.settings.get()).sales_channel == workspace.channel("leads").id

    await world.person("sam").invite("outside", "leadloop")
    values = {"sales_channel": {"sales_channel": outside.id}}
    assert (await world.person("sam").submit(form.id, values)).ok
    await world.send(lead())
    await workspace.until(lambda: world.person("sam").sees("outside"))


async def test_only_what_this_person_changed_is_changed(world: World) -> None:
    """Two forms at once: the one that is saved last does not take the other's change back."""
    form = await opened(world)
    await world.bot.deps.settings.change({"min_fit": "55"}, "cli", world.sandbox.clock.now())
    values = {"contact_hours": {"contact_hours": "6"}}
    assert (await world.person("sam").submit(form.id, values)).ok
    settings = await world.bot.deps.settings.get()
    assert (settings.min_fit, settings.contact_hours) == (55, 6)


async def test_only_admins_open_and_save_it(world: World) -> None:
    maya = world.person("maya")
    refusal = said(await maya.command("/leads", "settings", "leads"))
    assert "Only admins can do that" in refusal
    assert maya.modal is None

    form = await opened(world)
    form.user = maya.id  # somebody else's form, as a forged submission would have it
    world.sandbox.workspace.modals[maya.id] = [form]
    refused = await maya.submit(form.id, {"contact_hours": {"contact_hours": "6"}})
    assert "Only admins can do that: Sam." in str(refused.errors)
    assert (await world.bot.deps.settings.get()).contact_hours == 4
