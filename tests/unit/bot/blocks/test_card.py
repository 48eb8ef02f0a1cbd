"""The card's fallback text, which Slack reads as mrkdwn."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.blocks import brief, card, nurture, routing
from bot.blocks.status import CardContext
from bot.domain.cards import Brief, LeadCard
from bot.domain.earlier import HandOver
from bot.domain.leads import Company, Person, Score
from bot.domain.lifecycle import Standing, State, Verdict
from bot.domain.settings import Settings

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


HERE = CardContext(ZoneInfo("UTC"), 4, "EUR", NOW)


def dana(standing: Standing) -> LeadCard:
    return LeadCard(
        id="l1",
        revision=1,
        person=Person("Dana Ruiz"),
        company=Company(),
        fit=Score(),
        intent=Score(),
        campaign=None,
        committed_step=None,
        touchpoints=(),
        crm_url=None,
        assigned_to=None,
        owner_email=None,
        arrived_at=NOW,
        contact_by=NOW,
        standing=standing,
    )


def test_a_colleagues_name_cannot_ping_from_the_fallback_text() -> None:
    taken = replace(
        dana(Standing(State.ACCEPTED, owner="U1")), names={"U1": "<!channel> @everyone"}
    )
    text = card.build(taken, HERE).text
    assert "Dana Ruiz: taken by" in text
    assert "<!" not in text
    assert "@everyone" not in text


def test_a_lead_meant_for_somebody_can_be_not_for_us_too() -> None:
    for meant_for, is_offered in (("U1", True), (None, False)):
        waits = replace(dana(Standing()), assigned_to=meant_for)
        menu = str(card.build(waits, HERE).blocks[-1]["elements"][-1])
        assert ("'Not for us'" in menu) is is_offered


def test_reopen_is_offered_as_long_as_it_works_and_says_how_long() -> None:
    for state, hours, offered in (
        (State.REJECTED, 71, "Reopen (within 72 h)"),
        (State.REJECTED, 73, None),
        (State.DISQUALIFIED, 71, "Reopen (within 72 h)"),
        (State.DISQUALIFIED, 73, None),
        (State.NURTURE, 73, "Reopen"),
        (State.WON, 1, None),
    ):
        closed = dana(Standing(state, last_at=NOW - timedelta(hours=hours)))
        menu = card.build(closed, HERE).blocks[-1]["elements"][-1]["options"]
        texts = [item["text"]["text"] for item in menu]
        assert next((text for text in texts if "Reopen" in text), None) == offered, state


def test_undo_is_offered_as_long_as_it_works_and_counts_no_minutes_down() -> None:
    for state in (State.ACCEPTED, State.REJECTED):
        for minutes, undo in ((0, "Undo (within 10 min)"), (9, "Undo (within 10 min)"), (11, None)):
            done = dana(Standing(state, owner="U1", last_at=NOW - timedelta(minutes=minutes)))
            menu = card.build(done, HERE).blocks[-1]["elements"][-1]["options"]
            texts = [item["text"]["text"] for item in menu]
            assert next((text for text in texts if "Undo" in text), None) == undo, state


def test_whoever_has_a_lead_without_having_taken_it_is_not_said_to_have_taken_it() -> None:
    theirs = dana(Standing(State.ACCEPTED, owner="U2", taken_at=NOW))
    given = replace(theirs, handed=HandOver("U1", "U1", NOW))
    assert "<@U2> has it, from <@U1>, " in str(card.build(given, HERE).blocks[0])
    seized = replace(theirs, handed=HandOver("outside:Kim", "U2", NOW), names={"outside:Kim": "K*"})
    assert "<@U2> took it over, from K∗, " in str(card.build(seized, HERE).blocks[0])


def test_card_and_brief_say_who_turned_it_down_or_set_it_aside() -> None:
    not_mine = Standing(declined_by="U0JONAS", closed_at=NOW)
    aside = Standing(
        State.NURTURE,
        contacted_at=NOW,
        verdict=Verdict.LANDED,
        reasons=("Customer proof",),
        declined_by="U0MAYA",
        returns_on=NOW.date(),
        closed_at=NOW,
    )
    again = replace(dana(Standing(last_event="3", last_at=NOW)), before=(not_mine, aside))
    lines = (
        "↩️ <@U0JONAS> said it is not theirs <!date",
        "↩️ <@U0MAYA> set it aside <!date",
        "|09:00>: good fit, not now · 👍 Landed: customer proof",
    )
    top = str(card.build(again, HERE).blocks[0])
    assert all(line in top for line in lines)
    taken = replace(again, standing=Standing(State.ACCEPTED, owner="U0PRIYA", taken_at=NOW))
    assert "↩️" not in str(card.build(taken, HERE).blocks), "there it says who has it"
    told = str(brief.brief(Brief(taken, Person("Dana Ruiz")), NOW, Settings()).blocks)
    assert all(line in told for line in ("*Before*", *lines))


def test_a_brief_that_is_gone_says_for_whom_the_lead_is() -> None:
    free = dana(Standing(last_event="2", last_at=NOW))
    for card_, now in (
        (free, "it is open to everybody"),
        (replace(free, assigned_to="U0JONAS"), "it is for <@U0JONAS>"),
        (replace(free, assigned_to="U0MAYA"), "it waits for you"),
        (dana(Standing(State.ACCEPTED, owner="U0PRIYA")), "<@U0PRIYA> has it now"),
        (dana(Standing(State.REJECTED, declined_by="U0MAYA")), "is not yours any more."),
    ):
        assert now in str(brief.gone(card_, "U0MAYA").blocks)


def test_what_is_back_on_its_date_offers_what_its_card_does() -> None:
    back = dana(Standing(last_event="2", last_at=NOW))
    for meant_for, offered in (
        (None, ["I'll take it", "Not for us", "History"]),
        ("U0MAYA", ["Got it", "Not mine", "History"]),
        ("U0JONAS", ["I'll take it", "History"]),
    ):
        [top, row] = nurture.returned(replace(back, assigned_to=meant_for), "U0MAYA").blocks
        assert [button["text"]["text"] for button in row["elements"]] == offered
        assert ("It is for <@U0JONAS>." in str(top)) is (meant_for == "U0JONAS")


def test_a_lead_passed_on_as_a_customers_says_so() -> None:
    for codes, reason, mark in (
        (("existing_customer",), "Maya says they are a customer already.", "*customer*, says a"),
        (("misrouted",), "Maya says this lead is not theirs.", "not a customer"),
    ):
        before = Standing(State.REJECTED, declined_by="U0MAYA", decline_codes=codes)
        passed = replace(dana(Standing(last_event="2", last_at=NOW)), before=(before,))
        passed = replace(passed, company=Company("Kestrel", is_customer=False))
        top = str(routing.passed_on(passed, "Maya").blocks[0])
        assert reason in top
        assert mark in top
        assert mark in str(card.build(passed, HERE).blocks)
        again = replace(passed, before=(before, Standing(declined_by="U0JONAS", closed_at=NOW)))
        assert "Jonas says this lead is not theirs." in str(routing.passed_on(again, "Jonas"))
