"""Definitions under two hands at once, and the version that each lead keeps."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.domain.campaigns import Campaign
from bot.domain.definition import Criteria, Definition, Proposal, Side, Simulation
from bot.domain.leads import Intake, Lead, Person, Score, Source
from bot.domain.settings import as_text
from bot.errors import InvalidInput, NotPossible
from bot.ports import Directory
from bot.services import agreed
from bot.services.definition import Definitions, definition_in
from bot.services.intake import IntakeService
from bot.services.roles import Roles
from bot.services.settings import SettingsService
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
SALES, MARKETING = "U0JONAS", "U0LENA"
STRICT = Proposal(Criteria(min_fit=50), Side.SALES, Simulation())


@pytest.fixture
async def definitions(units: Units, team: str) -> Definitions:
    async with units(team) as uow:
        listed = replace(
            await uow.settings.get(),
            sales_leads=(SALES, "U0MAYA"),
            marketing_leads=(MARKETING, "U0SAM"),
        )
        await uow.settings.save(listed, [])
        await uow.commit()
    nobody = cast(Directory, None)  # who is listed by id is not asked about in Slack
    return Definitions(units, team, Roles(units, team, nobody))


async def outcomes(*calls: Awaitable[Any]) -> tuple[int, list[BaseException]]:
    """How many went well, and how the others failed."""
    done = await asyncio.gather(*calls, return_exceptions=True)
    failed = [one for one in done if isinstance(one, BaseException)]
    return len(done) - len(failed), failed


async def in_force(units: Units, team: str) -> Definition:
    async with units.reading(team) as uow:
        return await definition_in(uow)


async def test_of_two_at_once_one_proposes_and_one_signs(
    definitions: Definitions, units: Units, team: str
) -> None:
    other = replace(STRICT, side=Side.MARKETING)
    good, failed = await outcomes(
        definitions.propose(STRICT, SALES, NOW, "k1"),
        definitions.propose(other, MARKETING, NOW, "k2"),
    )
    assert good == 1
    assert [type(one) for one in failed] == [NotPossible]
    async with units.reading(team) as uow:
        proposal = await uow.definitions.latest()
    assert proposal is not None
    assert proposal.version == 1
    signers = (MARKETING, "U0SAM") if proposal.sales else (SALES, "U0MAYA")
    good, failed = await outcomes(*(definitions.sign(1, user, NOW) for user in signers))
    assert good == 1
    assert [type(one) for one in failed] == [NotPossible]
    assert (await in_force(units, team)).criteria == STRICT.criteria


async def test_the_same_form_twice_is_one_proposal(definitions: Definitions) -> None:
    await definitions.propose(STRICT, SALES, NOW, "k1")
    await definitions.decline(1, SALES, "", NOW)
    await definitions.propose(STRICT, SALES, NOW, "k1")
    assert (await definitions.overview(SALES)).open(NOW) is None


async def test_whoever_declines_says_why(definitions: Definitions) -> None:
    await definitions.propose(STRICT, SALES, NOW, "k1")
    for word in (" ", "x" * 201):
        with pytest.raises(InvalidInput, match="Say why"):
            await definitions.decline(1, MARKETING, word, NOW)
    assert (await definitions.decline(1, MARKETING, " too\nstrict ", NOW)).word == "too strict"


async def test_an_expired_proposal_makes_room(definitions: Definitions) -> None:
    await definitions.propose(STRICT, SALES, NOW, "k1")
    with pytest.raises(NotPossible, match="still waits for marketing"):
        await definitions.to_propose(MARKETING, NOW + timedelta(days=29))
    later = NOW + timedelta(days=30)
    new, asked = await definitions.propose(STRICT, SALES, later, "k2")
    assert (new.version, asked) == (2, [MARKETING, "U0SAM"])


async def test_a_lead_keeps_the_version_that_let_it_through(
    definitions: Definitions, units: Units, team: str
) -> None:
    crm, intake = Source(team, "crm"), IntakeService(units)
    expo = Campaign("expo", "LogiExpo", committed_step="yard plan")
    await intake.put_campaign(crm, expo, NOW)
    poor, good = Lead("poor", fit=Score(10)), Lead("good", fit=Score(80))
    waits = Lead("waits", fit=Score(80), campaign="expo")
    await intake.accept(crm, [poor], NOW)

    settings = SettingsService(units, team)
    await settings.change({"min_fit": "20", "require_agreed_step": "yes"}, "sam", NOW)
    answers = await intake.accept(crm, [good, waits, replace(poor, committed_step="call")], NOW)
    assert [one.status for one in answers] == [
        Intake.NOT_QUALIFIED,
        Intake.NOT_QUALIFIED,
        Intake.UPDATED,
    ]
    good = replace(good, committed_step="call")
    assert (await intake.accept(crm, [good], NOW))[0].status is Intake.UPDATED

    await settings.change({"min_fit": "90"}, "sam", NOW)
    renamed = replace(good, person=Person("Dana"))
    assert (await intake.accept(crm, [renamed], NOW))[0].failed == ()
    async with units(team) as uow:
        [campaign_id] = [found for found, _ in await uow.campaigns.all()]
        await uow.campaigns.agree(campaign_id, "yard plan", "U1", NOW)
        await agreed.release(uow, await uow.settings.held(), NOW)
        await uow.commit()
    async with units.reading(team) as uow:
        known = await uow.leads.known("crm", ["poor", "good", "waits"])
        latest = await uow.definitions.latest()
    versions = {key: one.definition_version for key, one in known.items()}
    assert versions == {"poor": 0, "good": 1, "waits": 2}
    assert latest is not None
    assert (latest.version, latest.is_direct, latest.proposed_by) == (2, True, "sam")


async def test_history_from_a_file_is_judged_by_no_version(units: Units, team: str) -> None:
    await SettingsService(units, team).change({"min_fit": "20"}, "sam", NOW)
    old = Source(team, "file", imported=True)
    await IntakeService(units).accept(old, [Lead("old", fit=Score(1))], NOW)
    async with units.reading(team) as uow:
        known = await uow.leads.known("file", ["old"])
    assert known["old"].qualified
    assert known["old"].definition_version is None


async def test_a_signature_leaves_what_an_admin_saves_at_the_same_time(
    definitions: Definitions, units: Units, team: str
) -> None:
    await definitions.propose(STRICT, SALES, NOW, "k1")
    given = {"currency": "USD", "burst": "7", "contact_hours": "6", "digest_day": "friday"}
    settings = SettingsService(units, team)
    await asyncio.gather(
        definitions.sign(1, MARKETING, NOW),
        *(settings.change({key: value}, "sam", NOW) for key, value in given.items()),
    )
    after = as_text(await settings.get())
    assert {key: after[key] for key in given} == given
    assert after["min_fit"] == "50"
