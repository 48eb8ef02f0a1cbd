"""What became of a lead, as a CRM says it: POST /v1/outcomes."""

from typing import Any

from tests.scenario.world import CAMPAIGN, World, lead, shown


def outcome(what: str, key: str = "o-1", **more: Any) -> dict[str, Any]:
    return {"id": key, "external_id": "hs-1", "outcome": what, **more}


async def said(world: World, *outcomes: Any) -> tuple[int, Any]:
    body = outcomes[0] if len(outcomes) == 1 else list(outcomes)
    return await world.request("POST", "/v1/outcomes", body)


async def test_won_of_a_lead_that_nobody_took_closes_it(world: World) -> None:
    await world.send(lead())
    await world.card()
    status, answer = await said(world, outcome("Closed Won", amount=18_000, discount=False))
    assert (status, answer["status"]) == (202, "recorded")
    card = await world.card_says("won it")
    assert "The CRM won it" in shown(card)
    assert "18 000 EUR · no discount" in shown(card)


async def test_the_owner_in_the_crm_has_the_lead_and_gets_the_brief(world: World) -> None:
    await world.send(lead())
    card = await world.card()
    await world.person("maya").react("leads", card.ts, "eyes")
    await said(world, outcome("contacted", owner="Maya@Tidewell.example"))
    card = await world.card_says("contacted")
    assert f"<@{world.person('maya').id}> took it" in shown(card)
    await world.direct("maya", "Yours now")
    assert (await world.person("maya").click("leads", card.ts, "landed")).ok
    await world.private("maya", "What landed")


async def test_somebody_may_judge_what_only_the_crm_has(world: World) -> None:
    await world.send(lead())
    await world.card()
    await said(world, outcome("contacted", owner="Someone Else"))
    card = await world.card_says("Someone Else took it")
    jonas = world.person("jonas")
    await jonas.click("leads", card.ts, "landed")
    await world.card_says("👍 Landed")
    await jonas.click("leads", card.ts, "outcome")
    assert (await world.logs("jonas", "met")).ok
    await world.card_says("met")


async def test_an_outcome_counts_once_by_its_id(world: World) -> None:
    await world.send(lead())
    assert (await said(world, outcome("rejected", reason="no budget")))[1]["status"] == "recorded"
    card = await world.card_says("said not for us")
    await world.choose_in_menu("maya", card.ts, "Reopen")
    await world.card_says("Open again")
    assert (await said(world, outcome("rejected")))[1]["status"] == "unchanged"
    assert "Open again" in shown(await world.card_says("Dana Ruiz"))


async def test_each_of_a_list_is_answered_and_told_in_the_order_it_happened(world: World) -> None:
    await world.send(lead())
    status, answers = await said(
        world,
        outcome("won", "c", at="2026-08-24T09:00:00Z", amount=5),
        outcome("taken", "a", at="2026-08-24T08:57:00Z", owner="<!channel> *Ann*"),
        outcome("met", "b", at="2026-08-24T08:58:00Z"),
        outcome("eloped", "d"),
        {**outcome("met", "e"), "external_id": "nobody"},
        {**outcome("met", "f"), "amuont": 1},
        outcome("rejected", "g", at="2026-08-24T09:01:00Z"),
        "not an outcome",
    )
    assert status == 202
    assert [answer["status"] for answer in answers] == [
        *("recorded", "recorded", "recorded", "invalid", "unknown_lead", "invalid"),
        *("refused", "invalid"),
    ]
    assert answers[3]["errors"][0]["pointer"] == "/outcome"
    assert answers[5]["errors"][0]["pointer"] == "/amuont"
    card = await world.card_says("won it")
    assert "<!channel>" not in shown(card)


async def test_what_was_refused_may_be_sent_again(world: World) -> None:
    first = await said(world, outcome("contacted"))
    assert first[0] == 404
    await world.send(lead())
    assert (await said(world, outcome("contacted")))[1]["status"] == "recorded"
    assert (await said(world, outcome("won", "w")))[1]["status"] == "recorded"
    status, problem = await said(world, outcome("rejected", "r"))
    assert (status, problem["title"]) == (409, "Conflict")
    assert "won already" in problem["detail"]


async def test_another_form_of_the_same_lead_is_that_lead(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    person = {"name": "Dana Ruiz", "email": "dana@kestrel.example"}
    _, first = await world.send(lead(person=person))
    await world.send(lead("form-2", person=person))
    _, answer = await said(world, {**outcome("contacted"), "external_id": "form-2"})
    assert answer == {"id": first["id"], "status": "recorded"}


async def test_nurture_brings_the_lead_back_on_its_day(world: World) -> None:
    await world.send(lead())
    await world.card()
    await said(world, outcome("nurture", returns_on="2026-10-01"))
    await world.card_says("it comes back on 1 Oct")
    for day, problem in (("2026-08-23", "in the past"), ("2028-08-24", "more than two years")):
        status, answer = await said(world, outcome("nurture", "o-2", returns_on=day))
        assert (status, problem in str(answer["errors"])) == (422, True)
    _, [answer] = await said(world, [outcome("nurture", "o-2", returns_on="2026-08-23")])
    assert (answer["id"], answer["status"]) == (None, "invalid")
    assert answer["errors"] == [{"pointer": "/returns_on", "detail": "lies in the past"}]
    await world.later(hours=1)
    _, answer = await said(world, outcome("nurture", "o-2", returns_on="2026-09-24"))
    assert answer["status"] == "recorded"
    await world.card_says("it comes back on 24 Sep")
    await world.later(days=31)
    await world.card_says("Open again")
