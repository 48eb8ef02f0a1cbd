"""What storage gives for the eyes of many: no contact data, wherever somebody wrote it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.campaigns import Campaign
from bot.domain.disputes import Dispute
from bot.domain.leads import Company, Lead, Person, Score, Source, Touchpoint
from bot.domain.lifecycle import Action, Door
from bot.domain.pools import author_mark, event_mark, new_key
from bot.domain.schedule import Span, week_of
from bot.domain.sit_ins import SitIn, SitInKind
from bot.domain.wishes import Wish
from bot.services.intake import IntakeService
from bot.services.record import Say, say_in
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MAYA = "U0MAYA"
EMAIL, PHONE = "dana@kestrel.example", "+49 171 5551234"
BOTH = f"{EMAIL}, {PHONE}"
LINK = "https://crm.example/leads/7"
FULL = Lead(
    EMAIL,
    Person(EMAIL, f"CFO, {PHONE}", EMAIL, PHONE),
    Company(f"Kestrel {PHONE}", "kestrel.example", products=(BOTH,)),
    inline_campaign=Campaign("dock", "Dock"),
    fit=Score(86, (f"size {BOTH}",)),
    intent=Score(70, (BOTH,)),
    committed_step=f"Call {BOTH}",
    touchpoints=(Touchpoint(NOW, "web", f"Form: {BOTH}", f"https://x.example/{EMAIL}"),),
    crm_url=f"{LINK}?email={EMAIL}",
)
NAMELESS = Lead(
    PHONE, Person(EMAIL, email="d2@kestrel.example"), inline_campaign=Campaign("d", "D")
)
REFUSED = [Lead(name, Person(name), inline_campaign=Campaign("d", "D")) for name in ("Kim", "Lou")]


async def stored(units: Units, team: str) -> list[str]:
    """A lead that has such things everywhere, with all that can be said of it, one that has
    nothing else, and two that were refused in a system's own words."""
    leads = [FULL, NAMELESS, *REFUSED]
    answers = await IntakeService(units).accept(Source(team, "crm"), leads, NOW)
    first, second, *refused = (answer.id or "" for answer in answers)
    async with units(team) as uow:
        await say_in(uow, Say(first, MAYA, Action.TAKE, Door.BUTTON), NOW)
        chip = (f"Call {BOTH}",)
        await say_in(uow, Say(first, MAYA, Action.LANDED, Door.BUTTON, codes=chip), NOW)
        for lead, number in zip(refused, (PHONE, "+49 171 5551235"), strict=True):
            own = (f"Call {EMAIL}, {number}",)
            await say_in(uow, Say(lead, MAYA, Action.REJECT, Door.API, codes=own), NOW)
        why = Say(first, MAYA, Action.EXPLAIN, Door.MODAL, codes=chip)
        await say_in(uow, replace(why, text=f"Call {BOTH}", wish=f"SSO {BOTH}"), NOW)
        old = [(first, (await uow.feedback.of(first))[0], Wish("old", f"Login {BOTH}"))]
        await uow.wishes.add(old)
        chose = {"competitor": f"Gatevia {BOTH}"}
        await say_in(uow, Say(first, MAYA, Action.LOSE, Door.MODAL, detail=chose), NOW)
        sit_in = SitIn("s1", SitInKind.CALL, first, "U0LENA", MAYA, NOW)
        await uow.sit_ins.add(sit_in)
        await uow.sit_ins.learn(sit_in.id, MAYA, f"Call {BOTH}", NOW)
        key = new_key()
        pool = await uow.pools.open(key, week_of(NOW.date()))
        marks = event_mark(pool.key, "e1"), author_mark(pool.key, MAYA)
        await uow.pools.add(*marks, f"Call {BOTH}")
        await uow.pools.seal()
        await uow.pools.show("2026-W35")
        await uow.disputes.add(Dispute(second, "U0LENA", NOW, f"Call {BOTH}", MAYA, chip[0]))
        await uow.commit()
    return [first, second, *refused]


async def test_nothing_for_others_holds_an_address_or_a_number(units: Units, team: str) -> None:
    first, second, *refused = await stored(units, team)
    span = Span(NOW - timedelta(days=1), NOW + timedelta(days=1))
    async with units.reading(team) as uow:
        cards = [await uow.leads.card(one) for one in (first, second, *refused)]
        found = await uow.campaigns.find("dock")
        assert found is not None
        campaign_id = found[0]
        locked = [await uow.leads.locked(one) for one in (first, second)]
        labels = [(lead.label, lead.standing) for lead in locked if lead]
        reasons = await uow.figures.reasons(span)
        rejected = await uow.facts.rejected(span)
        given = [
            cards,
            labels,
            await uow.leads.search(first, 1),
            await uow.leads.unclaimed(5),
            await uow.feedback.of(first),
            await uow.feedback.of(refused[0]),
            await uow.feedback.texts(first),
            await uow.wishes.of(first),
            [one.wish.label for one in await uow.wishes.asked(span)],
            await uow.wishes.named(span.start, 5),
            await uow.campaigns.landed_here(campaign_id, since=span.start),
            await uow.figures.quotes(campaign_id, span),
            reasons,
            rejected,
            await uow.pools.shown_in("2026-W35"),
            await uow.sit_ins.quoted("s1"),
            await uow.disputes.get(second),
            await uow.facts.rows(span, 10),
            [one.label for one in await uow.routes.facts([first, second])],
        ]
        brief = await uow.leads.brief(first)
    for part in given:
        assert part, "it is there, and read"
        assert EMAIL not in str(part)
        assert "5551234" not in str(part)
    assert [label for label, _ in labels] == ["Kestrel", "Unnamed lead"]
    assert rejected == {"Call [e-mail], [phone]": 2}
    assert [(one.kind, one.leads) for one in reasons] == [("no", 2), ("landed", 1)]
    assert cards[0] is not None
    assert cards[0].crm_url == LINK
    assert cards[0].committed_step == "Call [e-mail], [phone]"
    assert brief is not None
    assert (brief.contact.email, brief.card.crm_url) == (EMAIL, FULL.crm_url)
    assert brief.card.touchpoints[0].name == f"Form: {BOTH}"
    assert replace(brief.card, standing=cards[0].standing).for_all() == cards[0]
