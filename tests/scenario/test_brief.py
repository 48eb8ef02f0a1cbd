"""The private brief: what the owner of a lead reads, and that nobody else ever does."""

from bot.services.erasing import Erasing
from tests.scenario.waiting import until
from tests.scenario.world import CAMPAIGN, MONDAY, World, lead, shown

FULL = {
    **CAMPAIGN,
    "value_points": ["An hour less per truck"],
    "risk_points": ["Drivers leave for shorter queues"],
    "dont_say": ["cheap"],
    "proof_links": ["https://tidewell.example/hamm"],
    "objections": [
        {"objection": "Our IT is full", "answer": "Runs beside the WMS"},
        {"objection": "Does it work?", "answer": "Customer proof from Hamm"},
    ],
}
PAGE = "https://tidewell.example/yard"


async def test_the_brief_says_what_a_call_needs_in_its_order(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", FULL)
    await world.bot.deps.settings.change(
        {"company_sentence": "Nobody should wait at a gate"}, "test", world.sandbox.clock.now()
    )
    points = [
        {"at": "2026-08-21T08:00:00Z", "name": "Read the price page"},
        {"at": "2026-08-24T08:52:00Z", "name": "Asked for a yard review", "url": PAGE},
    ]
    await world.send(lead(touchpoints=points))
    card = await world.card()
    assert (await world.person("maya").click("leads", card.ts, "take")).ok
    brief = shown(await world.direct("maya", "Yours now"))
    assert "*Yours now* · contact due <!date" in brief
    assert "<tel:+49301234|+49 30 1234>" in brief
    assert "<mailto:dana.hs-1@kestrel.example|dana.hs-1@kestrel.example>" in brief
    wanted = (
        "Phone",
        f"<{PAGE}|Asked for a yard review>",
        "Read the price page",
        "Nobody should wait at a gate",
        "Trucks wait 30 % less",
        "You asked about waiting at Hamm",
        "Decides*  yes",
        "Our IT is full",
        "An hour less per truck",
        "Drivers leave",
        "<https://tidewell.example/hamm|tidewell.example/hamm>",
        "Don't say: cheap",
    )
    places = [brief.index(text) for text in wanted]
    assert places == sorted(places)


async def test_an_answer_that_landed_here_comes_first_and_says_how_often(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", FULL)
    answer = "Customer proof from Hamm"
    for number, chip in (("1", answer), ("2", answer), ("3", "Waiting cost")):
        person = {"name": f"Lead {number}", "email": f"l{number}@firm.example"}
        await world.send(lead(f"hs-{number}", person=person))
        card = await world.posted(containing=f"Lead {number}")
        maya = world.person("maya")
        assert (await maya.click("leads", card.ts, "take")).ok
        await drawn(world, card.ts, "took it")
        assert (await maya.click("leads", card.ts, "landed")).ok
        row = await world.private("maya", chip)
        chips = [one for block in row.blocks for one in block.get("elements", ())]
        wanted = next(one for one in chips if one.get("text", {}).get("text") == chip)
        assert (await maya.click("leads", row.ts, wanted["action_id"], value=wanted["value"])).ok
    await world.send(lead("hs-4"))
    card = await world.posted()
    assert (await world.person("jonas").click("leads", card.ts, "take")).ok
    brief = shown(await world.direct("jonas", "Yours now"))
    assert "Customer proof from Hamm (landed 2 of 3)" in brief
    assert brief.index("Does it work?") < brief.index("Our IT is full")
    assert "3 of 3: customer proof from Hamm 2 · waiting cost 1" in brief


async def test_a_changed_phone_is_told_to_the_owner_alone_in_one_line(world: World) -> None:
    await world.taken()
    given = lead()
    given["person"]["phone"] = "+49 30 9999"
    await world.send(given)
    told = shown(await world.direct("maya", "changed"))
    assert "Dana Ruiz" in told
    assert "phone changed to <tel:+49309999|+49 30 9999>" in told
    assert "e-mail" not in told
    await world.send(lead(touchpoints=[]))
    await world.direct("maya", "+49 30 1234")
    jonas = world.person("jonas")
    assert not [m for m in jonas.sees(jonas.dm().id) if "changed" in shown(m)]


async def test_no_channel_ever_shows_how_to_reach_a_lead(world: World) -> None:
    """A long story through most doors; then every message of every channel is read."""
    maya, jonas, lena = (world.person(name) for name in ("maya", "jonas", "lena"))
    card = await world.taken()
    await maya.click("leads", card.ts, "landed")
    await maya.react("leads", card.ts, "telephone_receiver")
    given = lead()
    given["person"]["email"] = "dana.new@kestrel.example"
    await world.send(given)
    await world.direct("maya", "changed")
    address = "only.mail@kestrel.example"
    visit = {"at": "2026-08-24T08:52:00Z", "name": f"Call +49 171 555 1234 or {address}"}
    link = {"crm_url": f"https://crm.example/7?email={address}", "touchpoints": [visit]}
    await world.send(lead(address, person={"name": address, "email": address}, **link))
    await world.send(lead("hs-3", person={"name": "Ole", "phone": "+49 40 555"}))
    rejected = await world.posted(containing="Ole")
    await jonas.click("leads", rejected.ts, "reject")
    for text in ("", "open", "show Dana", "campaign dock", "worked"):
        await lena.command("/leads", text, "marketing")
        await jonas.command("/leads", text, "leads")
    await world.later(days=8)
    await world.sandbox.workspace.until(
        lambda: [m for m in lena.sees("marketing") if "📬" in shown(m)]
    )
    seen = [
        shown(message)
        for person in (maya, jonas, lena)
        for channel in ("leads", "marketing")
        if channel == "leads" or person is lena
        for message in person.sees(channel)
    ]
    assert len(seen) > 10
    for text in seen:
        assert "@kestrel.example" not in text
        assert "1234" not in text
        assert "40 555" not in text
    assert "dana.new@kestrel.example" in shown(await world.direct("maya", "changed"))


async def drawn(world: World, ts: str, text: str) -> None:
    """Waits until a card says this."""
    maya = world.person("maya")
    await world.sandbox.workspace.until(
        lambda: [m for m in maya.sees("leads") if m.ts == ts and text in shown(m)]
    )


async def test_who_is_erased_vanishes_from_the_card_and_the_brief(world: World) -> None:
    card = await world.taken()
    brief = await world.direct("maya", "+49 30 1234")
    erasing = Erasing(world.bot.store.units, world.bot.team)

    async def is_known() -> bool:
        return (await erasing.look("hs-1", MONDAY)).messages == 1

    await until(is_known)
    await erasing.erase("hs-1", MONDAY)
    erased = await world.card_says("Kestrel Foods · erased on request")
    assert erased.ts == card.ts
    assert "Dana" not in shown(erased)
    gone = await world.direct("maya", "data was erased on request")
    assert gone.ts == brief.ts
    assert "1234" not in shown(gone)
