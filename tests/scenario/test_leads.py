"""/leads: my leads, unclaimed leads, one lead with its history; and what is not a command."""

from sandbox.ack import Ack
from tests.scenario.world import World, lead


def said(answer: Ack) -> str:
    """The whole private answer to a command."""
    assert answer.ok
    return str(answer.payload)


async def test_my_leads_and_unclaimed_leads(world: World) -> None:
    maya = world.person("maya")
    assert "You have no open leads" in said(await maya.command("/leads", "", "leads"))
    assert "Nothing is waiting" in said(await maya.command("/leads", "open", "leads"))

    await world.taken()
    await world.send(lead("hs-2", person={"name": "Ravi <!channel> Shah"}))
    await world.card_says("Ravi")
    mine = said(await maya.command("/leads", "", "leads"))
    assert "Dana Ruiz" in mine
    assert "Ravi" not in mine
    waiting = said(await maya.command("/leads", "OPEN", "leads"))
    assert "Ravi" in waiting
    assert "Dana" not in waiting
    assert "<!channel>" not in waiting

    listed = maya.last("leads")
    assert (await maya.click("leads", listed.ts, "take")).ok
    assert "Nothing is waiting" in said(await maya.command("/leads", "open", "leads"))


async def test_show_finds_one_lead_with_its_history(world: World) -> None:
    card = await world.taken()
    maya = world.person("maya")
    await maya.click("leads", card.ts, "landed")
    shown = said(await maya.command("/leads", "show kestrel", "leads"))
    assert "Maya took it" in shown
    assert "👍 landed" in shown

    assert "No lead is called “&lt;!here&gt;”" in said(
        await maya.command("/leads", "show <!here>", "leads")
    )
    assert "`/leads show Dana`" in said(await maya.command("/leads", "show", "leads"))


async def test_show_lists_several_matches(world: World) -> None:
    await world.send(lead())
    await world.send(lead("hs-2", person={"name": "Dan Osei"}))
    await world.card_says("Dan Osei")
    shown = said(await world.person("maya").command("/leads", "show dan", "leads"))
    assert "Leads that match “dan”: 2" in shown
    assert "Dan Osei" in shown
    assert "Dana Ruiz" in shown


async def test_a_long_list_says_where_the_rest_is_only_where_there_is_more(world: World) -> None:
    maya = world.person("maya")
    company = {"name": "Kestrel Foods"}
    for number in range(20):
        await world.send(lead(f"n-{number}", person={"name": f"Dana {number}"}, company=company))
    for text in ("open", "show Dana"):
        assert "the first 20" not in said(await maya.command("/leads", text, "leads"))
    await world.send(lead("n-20", person={"name": "Dana 20"}, company=company))
    assert "The Home of this app goes on" in said(await maya.command("/leads", "open", "leads"))
    shown = said(await maya.command("/leads", "show Dana", "leads"))
    assert "These are the first 20. Write more of the name" in shown


async def test_the_history_opens_from_the_card(world: World) -> None:
    card = await world.taken()
    await world.choose_in_menu("jonas", card.ts, "History")
    history = await world.modal("jonas", "History")
    assert "Maya took it" in str(history.payload)


async def test_help_lists_everything_and_itself_last(world: World) -> None:
    shown = said(await world.person("maya").command("/leads", "help", "leads"))
    for command in ("/leads open", "/leads show NAME", "/leads away", "/leads settings"):
        assert command in shown
    assert shown.index("/leads help") > max(
        shown.index(command) for command in ("/leads open", "/leads export", "/leads add")
    )


async def test_an_unknown_word_gets_the_nearest_command_and_the_list(world: World) -> None:
    shown = said(await world.person("maya").command("/leads", "opne", "leads"))
    assert "There is no `/leads opne`. Did you mean `/leads open`?" in shown
    assert "/leads show NAME" in shown

    strange = said(await world.person("maya").command("/leads", "`<!here>`", "leads"))
    assert "<!here>" not in strange
    assert "Did you mean" not in strange


async def test_a_name_is_looked_up_rather_than_taken_for_a_command(world: World) -> None:
    maya = world.person("maya")
    assert "Did you mean" not in said(await maya.command("/leads", "Dana", "leads"))
    await world.send(lead())
    await world.posted()
    meant = said(await maya.command("/leads", "Dana Ruiz", "leads"))
    assert "There is no `/leads Dana Ruiz`. Did you mean `/leads show Dana Ruiz`?" in meant
