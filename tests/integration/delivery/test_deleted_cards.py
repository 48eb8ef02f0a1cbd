"""Who is asked whether a card that was deleted in Slack is to be posted again."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.domain.leads import Lead, Person, Source
from bot.domain.lifecycle import Action, Door
from bot.domain.settings import Settings
from bot.ports import Member
from bot.services.deliveries import DeliveryService
from bot.services.intake import IntakeService
from bot.services.record import Say, say_in
from storage.base import table_of
from storage.engine import Database
from storage.messages import MessageRepository
from storage.tables import Card, Message
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MAYA, JONAS, PRIYA, SAM = "U0MAYA", "U0JONAS", "U0PRIYA", "U0SAM"
messages, cards = table_of(Message), table_of(Card)


async def asked(database: Database, units: Units, team: str, lead: str) -> list[str]:
    """Who is offered a new card now."""
    mine = messages.c.team_id == team, messages.c.kind == "card_gone"
    async with database.transaction(database.write) as connection:
        await connection.execute(messages.delete().where(*mine))
        there = cards.update().where(cards.c.team_id == team, cards.c.lead_id == lead)
        await connection.execute(there.values(status="ready", ts="1.000001"))
        await connection.commit()
    for ts in ("1.000000", "1.000001", "1.000001"):  # another one; this one; this one again
        await DeliveryService(units, team).gone(lead, ts, "message_not_found", NOW)
    async with database.transaction(database.read) as connection:
        found = (await connection.execute(select(messages.c.to).where(*mine))).scalars()
        return sorted(found)


async def say(units: Units, team: str, lead: str, user: str, action: Action) -> None:
    async with units(team) as uow:
        await say_in(uow, Say(lead, user, action, Door.BUTTON), NOW)
        await uow.commit()


async def test_a_deleted_card_is_offered_to_whoever_answers_for_its_lead(
    database: Database, units: Units, team: str
) -> None:
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel="C0LEADS"), [])
        await uow.members.put([Member(SAM, "Sam", is_admin=True)], NOW)
        await uow.commit()
    lead = [Lead("hs-1", Person("Dana Ruiz"))]
    [result] = await IntakeService(units).accept(Source(team, "crm"), lead, NOW)
    dana = result.id or ""
    assert await asked(database, units, team, dana) == [SAM], "nobody leads sales: an admin"

    async with units(team) as uow:
        leads = Settings(sales_channel="C0LEADS", sales_leads=(PRIYA, JONAS))
        await uow.settings.save(leads, [])
        await uow.commit()
    assert await asked(database, units, team, dana) == [JONAS, PRIYA]
    async with units(team) as uow:
        await uow.leads.assign(dana, MAYA)
        await uow.commit()
    assert await asked(database, units, team, dana) == [MAYA], "for whom it waits"
    await say(units, team, dana, JONAS, Action.TAKE)
    assert await asked(database, units, team, dana) == [JONAS], "who has it"
    await say(units, team, dana, JONAS, Action.REJECT)
    assert await asked(database, units, team, dana) == [JONAS], "who closed it"


async def test_a_card_is_noted_as_deleted_together_with_the_offer_of_a_new_one(
    database: Database, units: Units, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in between, it would be noted, and never offered."""
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel="C0LEADS", sales_leads=(PRIYA,)), [])
        await uow.commit()
    lead = [Lead("hs-1", Person("Dana Ruiz"))]
    [result] = await IntakeService(units).accept(Source(team, "crm"), lead, NOW)
    service, dana = DeliveryService(units, team), result.id or ""

    async def killed(*_: object) -> None:
        raise RuntimeError("killed")

    add = MessageRepository.add
    monkeypatch.setattr(MessageRepository, "add", killed)
    with pytest.raises(RuntimeError):
        await service.gone(dana, None, "message_not_found", NOW)
    monkeypatch.setattr(MessageRepository, "add", add)
    assert not await service.is_deleted(dana)
    assert await asked(database, units, team, dana) == [PRIYA]
    assert await service.is_deleted(dana)


async def test_a_deleted_card_of_which_nobody_can_be_told_is_listed(
    units: Units, team: str
) -> None:
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel="C0LEADS"), [])
        await uow.commit()
    service, lead = DeliveryService(units, team), [Lead("hs-1", Person("Dana Ruiz"))]
    [result] = await IntakeService(units).accept(Source(team, "crm"), lead, NOW)
    await service.gone(result.id or "", None, "message_not_found", NOW)
    [listed] = (await service.state()).dead
    assert (listed.subject, listed.error) == ("Dana Ruiz", "message_not_found")
    assert (await service.backlog()).dead == 1

    async with units(team) as uow:
        await uow.members.put([Member(SAM, "Sam", is_admin=True)], NOW)
        await uow.commit()
    for _ in range(2):
        await service.tell(NOW)
    assert (await service.backlog()).messages == 1, "an admin is there now, and told once"

    assert await service.retry(listed.id) == 1
    assert not await service.is_deleted(result.id or "")
    backlog = await service.backlog()
    assert (backlog.dead, backlog.cards) == (0, 1), "it is to be posted again"
    async with units.reading(team) as uow:
        assert not await uow.cards.is_posted(result.id or "")
