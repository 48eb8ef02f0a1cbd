"""The HTTP API as a CRM meets it."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.scenario.world import CAMPAIGN, World, lead, shown


async def test_the_same_lead_again_is_a_duplicate_and_a_changed_one_an_update(
    world: World,
) -> None:
    _, first = await world.send(lead())
    _, again = await world.send(lead())
    _, changed = await world.send(lead(committed_step="site visit"))
    assert [first["status"], again["status"], changed["status"]] == [
        "accepted",
        "duplicate",
        "updated",
    ]
    assert first["id"] == again["id"] == changed["id"]
    await world.card_says("site visit")
    assert len(world.person("maya").sees("leads")) == 1


async def test_a_lead_below_the_rule_is_stored_and_not_posted(world: World) -> None:
    await world.bot.deps.settings.change({"min_fit": "50"}, "test", world.sandbox.clock.now())
    status, answer = await world.send(lead("low", fit={"score": 31}))
    assert (status, answer["status"]) == (202, "not_qualified")
    assert answer["failed"] == ["fit is 31, the minimum is 50 (definition 1)"]
    await world.send(lead("high", fit={"score": 90}))
    await world.card()
    assert len(world.person("maya").sees("leads")) == 1


async def test_one_person_through_two_forms_is_one_lead(world: World) -> None:
    person = {"name": "Dana Ruiz", "email": "dana@kestrel.example"}
    _, first = await world.send(lead("form-1", person=person))
    point = {"at": "2026-08-24T08:59:00Z", "name": "Cost calculator"}
    other = lead("form-2", person={**person, "email": "DANA@kestrel.example"}, touchpoints=[point])
    _, second = await world.send(other)
    assert (second["status"], second["id"]) == ("updated", first["id"])
    await world.card_says("Cost calculator")


async def test_a_campaign_comes_inline_or_by_utm(world: World) -> None:
    await world.send(lead("inline", campaign={"external_id": "fair", **CAMPAIGN}))
    await world.card_says("Trucks wait 30 % less")
    utm = {"source": "bing", "campaign": "fair"}
    await world.send(lead("utm", campaign=None, utm=utm, company={"name": "Mir"}))
    assert "Trucks wait 30 % less" in shown(await world.card_says("Mir"))


async def test_a_changed_promise_reaches_open_cards(world: World) -> None:
    await world.request("PUT", "/v1/campaigns/dock-webinar", CAMPAIGN)
    await world.send(lead())
    await world.card_says("Trucks wait 30 % less")
    better = {**CAMPAIGN, "promise": "Half the waiting in a year."}
    await world.request("PUT", "/v1/campaigns/dock-webinar", better)
    await world.card_says("Half the waiting")


async def test_leads_that_come_together_are_each_answered(world: World) -> None:
    bodies = [lead(f"many-{n}", person={"name": f"Person {n}"}) for n in range(60)]
    answers = await asyncio.gather(*(world.send(body) for body in bodies))
    assert Counter(answer["status"] for _, answer in answers) == {"accepted": 60}
    assert len({answer["id"] for _, answer in answers}) == 60


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"external_id": ""}, "/external_id"),
        ({"fit": {"score": 101}}, "/fit/score"),
        ({"person": {"nmae": "Dana"}}, "/person/nmae"),
        ({"touchpoints": [{"at": "yesterday"}]}, "/touchpoints/0/at"),
        ({"occurred_at": "0001-01-01T00:00:00+01:00"}, "/occurred_at"),
        ({"occurred_at": "2026-12-24T09:00:00Z"}, "/occurred_at"),
        ({"crm_url": "javascript:alert(1)"}, "/crm_url"),
        ({"company": {"name": "a\x00b"}}, "/company/name"),
    ],
)
async def test_each_wrong_field_is_named(
    world: World, change: dict[str, Any], pointer: str
) -> None:
    status, problem = await world.send(lead(**change) if "external_id" not in change else lead(""))
    assert status == 422
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert problem["detail"].startswith("Nothing was stored")


async def test_a_lead_needs_something_to_be_called_by(world: World) -> None:
    status, problem = await world.send({"external_id": "nobody"})
    assert status == 422
    assert "person.name" in problem["detail"]
    assert [error["pointer"] for error in problem["errors"]] == [""], "the body as a whole"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{not json", 400),
        (b'{"a":' * 60 + b"1" + b"}" * 60, 422),
        (b'{"external_id": "' + b"x" * 300_000 + b'"}', 413),
        (b"[]", 422),
        (b'{"external_id": "\xff"}', 400),
    ],
)
async def test_what_cannot_be_read_gets_a_problem(world: World, raw: bytes, status: int) -> None:
    url = f"http://127.0.0.1:{world.bot.port}/v1/leads"
    headers = {"Authorization": f"Bearer {world.token}"}
    async with world.http.post(url, data=raw, headers=headers) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
        assert (await answer.json())["detail"]


async def test_without_a_valid_token_nothing_is_stored(world: World) -> None:
    url = f"http://127.0.0.1:{world.bot.port}/v1/leads"
    for headers in ({}, {"Authorization": "Bearer ll_wrong"}, {"Authorization": "Basic abc"}):
        async with world.http.post(url, json=lead(), headers=headers) as answer:
            assert answer.status == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert await world.bot.deps.leads.unclaimed() == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/leads", 405), ("POST", "/v1/lead", 404), ("POST", "/v1/campaigns/x", 405)],
)
async def test_what_does_not_exist_gets_a_problem(
    world: World, method: str, path: str, status: int
) -> None:
    url = f"http://127.0.0.1:{world.bot.port}{path}"
    async with world.http.request(method, url) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
        assert ("Allow" in answer.headers) == (status == 405)


async def test_leads_that_came_before_the_channel_was_chosen_are_shown_then(
    world: World,
) -> None:
    now = world.sandbox.clock.now()
    await world.bot.deps.settings.change({"sales_channel": ""}, "test", now)
    await world.send(lead())
    channel = world.sandbox.workspace.channel("leads").id
    await world.bot.deps.settings.change({"sales_channel": channel}, "test", now)
    await world.card()
