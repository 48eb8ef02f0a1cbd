"""The forms that ask what they asked for and whom they chose."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.blocks import history, outcome, quote, why
from bot.blocks.message import Block
from bot.blocks.status import CardContext
from bot.domain.cards import LeadCard, LeadLine
from bot.domain.history import History, Told
from bot.domain.leads import Company, Person, Score
from bot.domain.lifecycle import Action, Door, Event, Standing, State, Verdict
from bot.domain.questions import Question
from bot.domain.reasons import DISQUALIFICATION, offered
from bot.domain.reminders import Step
from bot.domain.wishes import OFFERED, wish_of
from sandbox.checks import check_blocks, check_view
from tests.unit.bot.blocks.hostile import TEXTS
from tests.unit.bot.facts import NAMES, NOW

LANDED = Question(
    lead_id="l1",
    label="Dana Ruiz",
    state=State.CONTACTED,
    verdict=Verdict.LANDED,
    options=offered(State.CONTACTED, Verdict.LANDED, None),
    chosen=(),
)
HERE = CardContext(ZoneInfo("UTC"), 4, "EUR", NOW)
CLOSED = replace(LANDED, state=State.DISQUALIFIED, verdict=None, options=DISQUALIFICATION)
REJECTED = replace(
    LANDED, state=State.REJECTED, verdict=None, options=offered(State.REJECTED, None, None)
)
LINE = LeadLine("l1", "Dana Ruiz", "Kestrel", "Dock webinar", State.ACCEPTED, NOW, NOW)


def card(text: str, state: State = State.CONTACTED) -> LeadCard:
    return LeadCard(
        id="l1",
        revision=1,
        person=Person(text),
        company=Company(text),
        campaign=None,
        fit=Score(),
        intent=Score(),
        committed_step=None,
        touchpoints=(),
        crm_url=None,
        assigned_to=None,
        owner_email=None,
        arrived_at=NOW,
        contact_by=NOW,
        standing=Standing(state, "U0MAYA"),
        names=NAMES,
    )


def inputs(view: Block) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


def written(value: Any) -> str:
    """All the text in which Slack looks for pings and links."""
    if isinstance(value, dict):
        own = str(value["text"]) if value.get("type") == "mrkdwn" else ""
        return own + "".join(written(item) for item in value.values())
    return "".join(written(item) for item in value) if isinstance(value, list) else ""


def test_the_wish_is_asked_once_and_only_after_a_talk() -> None:
    assert {"wish", "wish_known"} <= set(inputs(why.form(LANDED, ["SSO"])))
    assert "wish_known" not in inputs(why.form(LANDED))
    assert "wish" in inputs(why.form(CLOSED))
    assert "wish" not in inputs(why.form(REJECTED, ["SSO"]))
    assert "wish" not in inputs(why.form(LANDED, ["SSO"], is_quoted=True))


def test_the_tick_stands_below_all_that_it_hides() -> None:
    asked = ["reasons", "opened_with", "promise_true", "quote", "wish_known", "wish", "hide_name"]
    assert inputs(why.form(LANDED, ["SSO"])) == asked


def test_the_competitor_is_asked_for_where_somebody_chose_one() -> None:
    assert "competitor" not in inputs(why.form(LANDED))
    assert "competitor" not in inputs(why.form(REJECTED))
    named = replace(CLOSED, competitor="Gatevia", competitor_why="incumbent")
    form = {b["block_id"]: b["element"] for b in why.form(named)["blocks"] if "element" in b}
    assert form["competitor"]["initial_value"] == "Gatevia"
    assert form["competitor_why"]["initial_option"]["text"]["text"] == "Already in use"


def buttons(question: Question) -> list[str]:
    rows = [block for block in why.chips(question).blocks if block["type"] == "actions"]
    return [item["text"]["text"] for row in rows for item in row["elements"]]


def test_not_for_us_offers_not_now_and_other() -> None:
    assert buttons(REJECTED)[6:11] == ["Not now", "Spam", "Student", "Other…", "More…"]
    reasons = why.form(REJECTED)["blocks"][1]["element"]["options"]
    assert "not_now" not in [one["value"] for one in reasons], "it takes a day, not other reasons"


def test_other_asks_what_it_was_and_bad_timing_for_a_day() -> None:
    other = why.form(replace(REJECTED, chosen=("other",)))
    assert "What was it?" in [block.get("label", {}).get("text") for block in other["blocks"]]
    late = replace(CLOSED, chosen=("bad_timing",))
    assert "Which day…" in buttons(late)
    assert "Which day…" not in buttons(CLOSED)
    assert inputs(why.another_day(late)) == ["returns_on"]
    assert "without one it stays closed" in written(why.another_day(late)["blocks"])


def test_after_chose_competitor_the_row_asks_which() -> None:
    chosen = replace(CLOSED, chosen=("chose_competitor",))
    assert "Which competitor…" in buttons(chosen)
    assert "More…" in buttons(CLOSED)
    assert "More…" in buttons(replace(chosen, competitor="Gatevia"))


@pytest.mark.parametrize("text", TEXTS)
def test_slack_takes_the_forms_whatever_was_wished(text: str) -> None:
    wishes = [wish.label for n in range(OFFERED) if (wish := wish_of(f"{n}{text}"))]
    named = replace(CLOSED, competitor=text, label=text)
    for view in (
        why.form(replace(LANDED, label=text), wishes),
        why.form(named, wishes),
        outcome.form(card(text), outcome.Offered("EUR", wishes)),
        outcome.form_for([replace(LINE, label=text, company=text)], outcome.Offered("EUR", wishes)),
        quote.form([LINE], None, text[:1000], wishes),
    ):
        assert check_view(view, "modal") == []
        assert "<!channel>" not in written(view)


@pytest.mark.parametrize("text", TEXTS)
def test_the_history_names_wish_and_competitor_and_pings_nobody(text: str) -> None:
    detail = {"competitor": f"Gatevia{text}", "competitor_why": "price"}
    lost = Event("e1", NOW, "U0MAYA", Action.LOSE, Door.MODAL, detail=detail)
    given = History(card(text), (lost,), {}, NAMES, ZoneInfo("UTC"), {"e1": f"SSO{text}"})
    message = history.history(given, HERE)
    assert check_blocks(message.blocks, "message") == []
    told = written(message.blocks)
    assert "Maya lost it (to Gatevia" in told
    assert ": price), they asked for SSO" in told
    assert "<!channel>" not in told


def test_the_history_says_who_was_told_that_it_waited() -> None:
    def at(hour: int) -> datetime:
        return NOW + timedelta(hours=hour)

    steps = tuple(
        Event(f"e{hour}", at(hour), "U0MAYA", action, Door.BUTTON)
        for hour, action in ((0, Action.TAKE), (6, Action.CONTACT))
    )
    told = (
        Told(at(3), "U0MAYA", Step.OWNER, "U0MAYA"),
        Told(at(4), "U0JONAS", Step.BACKUP, "U0MAYA"),
        Told(at(5), "U0JONAS", Step.SALES_LEAD, "U0MAYA"),
        Told(at(8), "U0JONAS", Step.OWNER, "U0MAYA"),
        Told(at(9), "U0MAYA", Step.ASK, "U0MAYA"),
    )
    given = History(card(""), steps, {}, NAMES, HERE.zone, told=told)
    shown = [
        text for text in written(history.history(given, HERE).blocks).split("*") if "  " in text
    ]
    assert [line.split(" _(")[0].strip() for line in shown] == [
        "arrived",
        "Maya took it",
        "Maya was reminded",
        "Jonas was told as backup that it waits",
        "Jonas was told as sales lead that it waits",
        "Maya contacted them",
        "Jonas was reminded, in the place of Maya",
        "Maya was asked how it went",
    ]


def test_the_history_says_a_row_of_chips_once_and_what_a_form_held() -> None:
    def said(number: int, action: Action, *codes: str, **detail: Any) -> Event:
        return Event(f"e{number}", NOW, "U0MAYA", action, Door.BUTTON, codes, detail=detail)

    steps = (
        said(1, Action.LANDED),
        said(2, Action.EXPLAIN, "Customer proof", of="e1"),
        said(3, Action.EXPLAIN, "Customer proof", "Waiting cost", of="e1"),
        said(4, Action.EXPLAIN, "Waiting cost", of="e1", opened_with="own", promise_true="partly"),
        said(5, Action.WIN, amount=18000, discount="no"),
        said(6, Action.HAND_OVER, owner="U0JONAS"),
        said(7, Action.HAND_OVER, owner="U0MAYA"),
    )
    told = written(history.history(History(card(""), steps, {}, NAMES, HERE.zone), HERE).blocks)
    assert told.count("customer proof") == 1
    assert "said why: customer proof, waiting cost _(button)_" in told
    assert "waiting cost · promise true in the call: partly" in told
    assert "own words" not in told
    assert "won it · 18 000 EUR · no discount" in told
    assert "handed it over to <@U0JONAS>" in told
    assert "Maya took it over" in told
