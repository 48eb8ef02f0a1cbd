"""A person who asks to be forgotten: nothing of them is left, and what was counted stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import SQLModel

from bot.domain.digest import SayMore
from bot.domain.ids import new_id
from bot.domain.leads import Company, Intake, Lead, Person, Source, Touchpoint
from bot.domain.lifecycle import Action, Door
from bot.domain.schedule import week_of
from bot.domain.sit_ins import SitIn, SitInAnswer, SitInKind
from bot.errors import NotFound
from bot.ports import Lane, MessageKind, MessageWork, Place, Turn, Work
from bot.services.erasing import Erasing
from bot.services.figures import collect
from bot.services.intake import IntakeService
from bot.services.record import Say, say_in
from storage.base import table_of
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.tables import Message
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
EMAIL = "dana@kestrel.example"
DANA = Person("Dana Ruiz", "VP Operations", EMAIL, "+49 30 1234", is_decision_maker=True)
FIRM = Company("Kestrel Foods", "kestrel.example")
VISIT = Touchpoint(NOW, "web", "Asked as Dana", "https://site.example/?for=dana")
PRIVATE = ("dana", "ruiz", "30 1234", "vp operations", "two hours a truck", "dana's way")
LEADS = [
    Lead("hs-1", DANA, FIRM, "dock", touchpoints=(VISIT,), crm_url="https://crm.example/dana"),
    Lead(EMAIL, DANA, FIRM, "search", utm={"campaign": "search", "content": EMAIL}),
]


async def stored(units: Units, team: str) -> list[str]:
    """Two leads of Dana's and one of somebody else, with all that can be said about them."""
    async with units(team) as uow:
        await uow.settings.save(replace(await uow.settings.get(), sales_channel="C0LEADS"), [])
        await uow.commit()
    other = Lead("hs-2", Person("Bo Ahlers", email="bo@other.example"), Company("Other"), "dock")
    answers = await IntakeService(units).accept(Source(team, "crm"), [*LEADS, other], NOW)
    first, _, bo = (answer.id or "" for answer in answers)
    async with units(team) as uow:
        for lead_id, wish in ((first, "Dana's way"), (bo, "SSO")):
            for action in (Action.TAKE, Action.LANDED):
                await say_in(uow, Say(lead_id, "U0MAYA", action, Door.BUTTON), NOW)
            quote, codes = "Hamm costs us two hours a truck", ("Proof",)
            say = Say(lead_id, "U0MAYA", Action.EXPLAIN, Door.MODAL, codes=codes, text=quote)
            await say_in(uow, replace(say, wish=wish), NOW)
        await say_in(uow, Say(first, "U0MAYA", Action.EXPLAIN, Door.MODAL, wish="SSO"), NOW)
        why = {"competitor": "Gatevia", "competitor_why": "Dana's way"}
        await say_in(uow, Say(first, "U0MAYA", Action.LOSE, Door.MODAL, detail=why), NOW)
        sit_in = SitIn(new_id(), SitInKind.CALL, first, "U0LENA", "U0MAYA", NOW)
        await uow.sit_ins.add(sit_in)
        await uow.sit_ins.answer(sit_in.id, SitInAnswer(True, NOW.date(), "Ask Dana"), NOW)
        await uow.sit_ins.learn(sit_in.id, "U0LENA", "Dana counts hours", NOW)
        await uow.commit()
    return [first, bo]


async def sent(database: Database, team: str) -> None:
    """As if every waiting message had been sent."""
    table = table_of(Message)
    values = {"status": "sent", "channel": "D0MAYA", "ts": "1.2"}
    async with database.transaction(database.write) as connection:
        await connection.execute(update(table).where(table.c.team_id == team).values(**values))
        await connection.commit()


async def everything(database: Database, team: str) -> str:
    """All that is stored about leads."""
    found = []
    async with database.transaction(database.read) as connection:
        for table in SQLModel.metadata.sorted_tables:
            if "team_id" in table.c and table.name != "receipt":
                rows = await connection.execute(select(table).where(table.c.team_id == team))
                found += [str(tuple(row)) for row in rows]
    return "\n".join(found).lower()


@pytest.mark.parametrize("who", [EMAIL.upper(), "hs-1"])
async def test_nothing_is_left_of_a_person_but_what_was_counted(
    database: Database, units: Units, team: str, who: str
) -> None:
    first, bo = await stored(units, team)
    await sent(database, team)
    erasing = Erasing(units, team)
    would = await erasing.look(who, NOW)
    before = await everything(database, team)
    assert all(text in before for text in PRIVATE)
    done = await erasing.erase(who, NOW)
    assert would == done
    assert (done.leads, done.visits, done.quotes, done.wishes, done.texts) == (2, 1, 1, 1, 3)
    assert done.messages == 1, "the brief that the owner got"
    async with units(team) as uow:
        card, other = await uow.leads.card(first), await uow.leads.card(bo)
        assert await uow.feedback.texts(bo)
        assert set((await uow.wishes.of(first)).values()) == {"SSO"}, "others want it too"
        assert len(await uow.feedback.of(first)) == 5
    assert card is not None
    assert card.is_erased
    assert (card.label, card.standing.verdict_by) == ("Kestrel Foods", "U0MAYA")
    assert card.standing.competitor == "Gatevia"
    assert other is not None
    assert other.label == "Bo Ahlers"
    left = (await everything(database, team)).replace("hamm costs us two hours a truck", "", 1)
    assert [text for text in PRIVATE if text in left] == []
    with pytest.raises(NotFound):
        await erasing.erase(EMAIL, NOW)


async def test_what_is_sent_of_it_again_is_not_stored(units: Units, team: str) -> None:
    first, _ = await stored(units, team)
    intake, crm, later = IntakeService(units), Source(team, "crm"), NOW + timedelta(hours=1)
    form = Lead("hs-9", DANA, FIRM, "search")
    [merged] = await intake.accept(crm, [form], later)
    assert merged.status is Intake.DUPLICATE
    await Erasing(units, team).erase("hs-1", later)
    again = [replace(LEADS[0], touchpoints=()), replace(form, touchpoints=(VISIT,))]
    answers = await intake.accept(crm, again, later)
    assert [one.status for one in answers] == [Intake.DUPLICATE] * 2
    async with units.reading(team) as uow:
        for one in (first, merged.id or ""):
            brief = await uow.leads.brief(one)
            assert brief is not None
            assert brief.contact == Person()
            assert not any(point.name for point in brief.card.touchpoints)
    [anew] = await intake.accept(crm, [Lead("hs-10", DANA, FIRM, "dock")], later)
    assert anew.status is Intake.ACCEPTED, "who comes anew is somebody new"


async def test_a_digest_that_quotes_them_is_drawn_again(units: Units, team: str) -> None:
    first, _ = await stored(units, team)
    week, told = week_of(NOW.date()), {MessageKind.DIGEST: "a", MessageKind.DIGEST_THREAD: "b"}
    async with units(team) as uow:
        [quoted] = await uow.feedback.texts(first)
        say_more = SayMore("c", "Dock", "Proof", 2, 2, quote_of=quoted)
        for one, said in ((week, (say_more,)), (week.plus(-1), ())):
            await uow.digests.claim(str(one), NOW)
            await uow.digests.store(replace(await collect(uow, one, NOW), say_more=said))
            await uow.digests.posted(str(one), told)
        await uow.commit()
    assert (await Erasing(units, team).erase(EMAIL, NOW)).digests == 2
    async with units.reading(team) as uow:
        shown = await uow.digests.stored(str(week))
    assert shown is not None
    assert shown.say_more[0].quote is None


async def test_a_message_that_is_just_being_sent_is_drawn_again_once_it_stands(
    database: Database, units: Units, team: str
) -> None:
    await stored(units, team)
    queue, lane, stood = DeliveryQueue(database, team), Lane(team, "U0MAYA"), {}
    assert await queue.lease(lane, "worker", NOW, NOW + timedelta(minutes=1))
    brief = await queue.next(lane, NOW)
    assert brief is not None
    assert await queue.sending(Turn(lane, "worker"), brief, NOW, NOW)
    await Erasing(units, team).erase(EMAIL, NOW)
    work: Work | None = brief
    while isinstance(work, MessageWork):
        stood[work.intent.kind, work.intent.parent] = (work.channel, work.parent_ts)
        await queue.sent(lane, work, Place("D0MAYA", work.parent_ts or f"1.{len(stood)}", NOW))
        work = await queue.next(lane, NOW)
    assert stood[MessageKind.ERASED, brief.id] == ("D0MAYA", "1.1")
