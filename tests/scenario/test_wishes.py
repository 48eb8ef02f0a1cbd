"""“They asked for” and “Why them?”: from the forms to the digest, and away again with an undo."""

from sandbox.model import Message
from tests.scenario.test_digest import said
from tests.scenario.world import CAMPAIGN, World, lead, shown

COMPANIES = ("Kestrel Foods", "Baltic Cargo", "Alster Papier")


async def taken(world: World, company: str) -> Message:
    """The card of a lead of this company, taken by Maya."""
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    name = f"Pia {company.split()[0]}"
    await world.send(lead(company, person={"name": name}, company={"name": company}))
    card, maya = await world.card(containing=name), world.person("maya")
    assert (await maya.click("leads", card.ts, "take")).ok

    def redrawn() -> Message | None:
        there = (m for m in maya.sees("leads") if m.ts == card.ts)
        return next((m for m in there if "took it" in shown(m)), None)

    return await world.sandbox.workspace.until(redrawn)


async def landed(world: World, company: str, **wish: str) -> Message:
    """A pitch that landed, with what they asked for written behind More…; the row of chips."""
    card, maya = await taken(world, company), world.person("maya")
    await maya.click("leads", card.ts, "landed")
    chips = await world.private("maya", f"What landed with Pia {company.split()[0]}")
    await maya.click("leads", chips.ts, "why_more")
    form = await world.modal("maya", "What landed?")
    values = {name: {name: value} for name, value in wish.items()}
    assert (await maya.submit(form.id, values)).ok
    return chips


async def preview(world: World) -> str:
    return said(await world.person("lena").command("/leads", "digest preview", "marketing"))


async def test_three_companies_ask_and_an_undo_takes_one_away(world: World) -> None:
    await landed(world, COMPANIES[0], wish="SSO")
    await landed(world, COMPANIES[1], wish_known="SSO")
    assert "Asked for" not in await preview(world)

    chips = await landed(world, COMPANIES[2], wish="  sso ", wish_known="SSO")
    assert "*Asked for*  SSO: 3 companies, 3 in our target" in await preview(world)

    assert (await world.person("maya").click("leads", chips.ts, "undo")).ok
    assert "Asked for" not in await preview(world)


async def test_a_wish_from_the_outcome_and_from_a_message(world: World) -> None:
    maya = world.person("maya")
    await landed(world, COMPANIES[0], wish="<!channel> SSO")

    card = await taken(world, COMPANIES[1])
    await maya.click("leads", card.ts, "outcome")
    assert (await world.logs("maya", "met", wish_known="<!channel> SSO")).ok

    await taken(world, COMPANIES[2])
    here = await world.posted(containing="Pia Alster")
    reply = await maya.post("leads", "Without SSO they cannot", here.ts)
    await maya.message_shortcut("save_feedback", "leads", reply.ts)
    form = await world.modal("maya", "Save as feedback")
    known = {"wish_known": {"wish_known": "<!channel> SSO"}}
    answer = {"verdict": {"verdict": "fell_flat"}, **known}
    assert (await maya.submit(form.id, answer)).ok
    why = await world.modal("maya", "What fell flat?")
    assert "wish" not in why.state_values, "it was given"

    told = await preview(world)
    assert "&lt;!channel&gt; SSO: 3 companies" in told
    assert "<!channel>" not in told


async def test_why_a_competitor_won(world: World) -> None:
    maya = world.person("maya")
    for company, outcome in zip(COMPANIES, ("chose_competitor", "lost", "lost"), strict=True):
        card = await taken(world, company)
        await maya.click("leads", card.ts, "outcome")
        why = {"competitor_why": "price"} if company != COMPANIES[2] else {}
        assert (await world.logs("maya", outcome, competitor="Gatevia", **why)).ok
    assert "*Lost to*  Gatevia 3 (2× price)" in await preview(world)

    await world.choose_in_menu("maya", (await world.card_says("Pia Kestrel")).ts, "History")
    history = await world.modal("maya", "History")
    assert "chose competitor (to Gatevia: price)" in str(history.payload)


async def test_not_for_us_after_the_talk_asks_which_competitor(world: World) -> None:
    maya = world.person("maya")
    await landed(world, COMPANIES[0])
    card = await world.posted(containing="Pia Kestrel")
    await maya.react("leads", card.ts, "no_entry_sign")
    chips = await world.private("maya", "What happened with Pia Kestrel?")
    label = "Chose competitor…"
    buttons = [b for row in chips.blocks if row["type"] == "actions" for b in row["elements"]]
    [chip] = [b["action_id"] for b in buttons if b["text"]["text"] == label]
    await maya.click("leads", chips.ts, chip)
    form = await world.modal("maya", "What happened?")
    named = {"competitor": "Gatevia", "competitor_why": "relationship", "wish": "SSO"}
    assert (await maya.submit(form.id, {key: {key: value} for key, value in named.items()})).ok
    await world.card_says("chose competitor (Gatevia)")
    assert "*Lost to*  Gatevia 1 (1× relationship)" in await preview(world)
