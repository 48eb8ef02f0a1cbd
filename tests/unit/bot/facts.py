"""Tidewell's week 34 as facts: the figures of the screen that was drawn first."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.domain.cards import Quote
from bot.domain.changes import Answer, AnswerKind, Change, ChangeProgress, ChangeState, Measure
from bot.domain.digest import DigestFacts, WeekFacts
from bot.domain.figures import CampaignFigures, with_readings
from bot.domain.findings import findings, headline, say_more
from bot.domain.stats import Agreement, Share
from bot.domain.wishes import AskedFor

NOW = datetime(2026, 8, 24, 9, 0, tzinfo=UTC)
NAMES = {"U0LENA": "Lena", "U0MAYA": "Maya", "U0JONAS": "Jonas", "U0PRIYA": "Priya"}


def figures(name: str, taken: Share, landed: Share, **more: Any) -> CampaignFigures:
    base = CampaignFigures(
        campaign_id=f"id-{name.lower().replace(' ', '-')}",
        name=name,
        delivered=taken.of,
        taken=taken.hits,
        told=landed.of,
        landed=landed.hits,
        answered=landed.of,
    )
    return replace(base, **more)


CAMPAIGNS = (
    figures("Second site", Share(19, 22), Share(14, 16), landed_reasons=(("Same set-up", 6),)),
    figures(
        "Dock webinar",
        Share(52, 64),
        Share(31, 44),
        landed_reasons=(("Customer proof", 14), ("Waiting cost", 11)),
    ),
    figures("Search", Share(36, 51), Share(19, 30)),
    figures(
        "LogiExpo",
        Share(29, 88),
        Share(9, 24),
        why_no=(("wrong_persona", 31), ("student", 17), ("outside_icp", 11)),
    ),
    figures("Calculator", Share(3, 3), Share(2, 2)),
)
SEARCH = Change(
    id="c1",
    campaign_id="id-search",
    campaign="Search",
    finding="6 of 26 landed",
    what="“live in one day” → “first gate live in one day”",
    due_on=None,
    by="U0LENA",
    made_at=datetime(2026, 7, 13, 9, 0, tzinfo=UTC),
    period="2026-W28",
    cites=("U0JONAS", "U0MAYA", "U0PRIYA"),
    state=ChangeState.KEPT,
    done_at=datetime(2026, 7, 16, 9, 0, tzinfo=UTC),
)
EXPO = Change(
    id="c2",
    campaign_id="id-logiexpo",
    campaign="LogiExpo",
    finding="29 of 88 taken",
    what="badge question",
    due_on=date(2026, 9, 12),
    by="U0LENA",
    made_at=NOW,
    period="2026-W33",
    cites=("U0MAYA",),
    measure=Measure.TAKEN,
)

NOT_NOW = Answer(
    id="a1",
    kind=AnswerKind.NOT_NOW,
    campaign_id="id-logiexpo",
    campaign="LogiExpo",
    measure=Measure.TAKEN,
    share=Share(29, 88),
    by="U0LENA",
    at=NOW,
    period="2026-W34",
)
DISAGREES = replace(NOT_NOW, id="a2", kind=AnswerKind.DISAGREE, why="half were students")


SINCE = datetime(2026, 7, 12, 22, tzinfo=UTC)
"""When the table's weeks begin in Berlin."""


def tidewell(**more: Any) -> DigestFacts:
    """The facts of the week, with its findings and headline worked out."""
    campaigns = with_readings(CAMPAIGNS)
    facts = DigestFacts(
        period="2026-W34",
        starts_on=date(2026, 8, 17),
        ends_on=date(2026, 8, 23),
        since=date(2026, 7, 13),
        computed_at=NOW,
        currency="EUR",
        headline="",
        week=WeekFacts(
            delivered=41,
            taken=26,
            contacted=22,
            met=9,
            unanswered=5,
            opened=184_000,
            reps=3,
            first_contact=47 * 60,
        ),
        before=WeekFacts(
            delivered=38, taken=22, contacted=20, met=9, reps=3, first_contact=68 * 60
        ),
        campaigns=campaigns,
        findings=findings(campaigns),
        say_more=tuple(
            replace(item, quote=Quote("Hamm costs us two hours a truck", "Maya", "Kestrel"))
            for item in say_more(campaigns)[:1]
        ),
        lost_to=(("Gatevia", 3),),
        lost_because={"Gatevia": (("price", 2), ("integration", 1))},
        asked_for=(AskedFor("SSO", 5, 5, 4),),
        changes=(ChangeProgress(SEARCH, Share(6, 26), Share(19, 30)), ChangeProgress(EXPO)),
        agreement=Agreement(40, 31, 12, 9),
        names=NAMES,
    )
    facts = replace(facts, **more)
    return facts if "headline" in more else replace(facts, headline=headline(facts, SINCE))
