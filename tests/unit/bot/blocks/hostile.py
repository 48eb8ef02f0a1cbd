"""The worst text that people have, for every place where text comes from outside."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.agreement import Promises
from bot.domain.campaigns import Campaign, Objection
from bot.domain.cards import LeadLine, Quote
from bot.domain.changes import Answer, AnswerKind, Change, ChangeProgress, Measure
from bot.domain.digest import DigestFacts, SayMore
from bot.domain.figures import CampaignReport, with_readings
from bot.domain.findings import findings
from bot.domain.lifecycle import State
from bot.domain.notable import Notable
from bot.domain.segments import Dimension, PitchCount, Segment
from bot.domain.stats import Share
from bot.domain.wishes import AskedFor
from tests.unit.bot.facts import EXPO, SEARCH, figures, tidewell

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
TEXTS = (
    "<!channel> & <@U0MAYA> <https://evil.example|click>",
    "&" * 3000,
    "*_~`" * 800,
    "\u202eevil\u0000\u0007\n\n\n> quote",
    "🚛" * 900,
    "@everyone @here " * 200,
    "",
)


def facts(text: str) -> DigestFacts:
    """A digest in which all that comes from outside is `text`, and there is as much as can be."""
    codes = tuple((f"{text}{n}", 900 - n) for n in range(3))
    campaigns = with_readings(
        [
            figures(
                text if n % 2 else f"{text}{n}",
                Share(10 + n % 30, 100),
                Share(n % 40, 60),
                campaign_id=f"{n:032x}",
                landed_reasons=codes,
                flat_reasons=codes,
                why_no=codes,
            )
            for n in range(300)
        ]
    )
    quote = Quote(text, text, text)
    lost = tuple((f"{text}{n}", 900 - n) for n in range(10))
    return tidewell(
        headline=text * 3,
        campaigns=campaigns,
        findings=findings(campaigns),
        say_more=tuple(SayMore("c", text, text, 9, 10, "e", quote) for _ in range(2)),
        lost_to=lost,
        lost_because={name: ((text, 9),) * 6 for name, _ in lost},
        asked_for=(AskedFor(text, 300, 200, 100),) * 10,
        changes=tuple(progress(text) for _ in range(20)),
        answers=tuple(
            replace(answer(text), campaign_id=item.campaign_id, by=f"U0{n}")
            for item in findings(campaigns)
            for n in range(4)
        ),
        names={f"U0{n}": text for n in range(20)},
        late=True,
        segments=tuple(
            Segment(
                dimension,
                f"{text}{n}",
                delivered=900,
                taken=500,
                told=300,
                landed=200,
                unanswered=9,
            )
            for dimension in Dimension
            for n in range(10)
        ),
        pitch=tuple(
            PitchCount(question, f"{text}{n}", 60, 30)
            for question in ("opened_with", "promise_true")
            for n in range(3)
        ),
        notable=(Notable("country", text, Measure.TAKEN, Share(9, 90), Share(50, 90)),) * 12,
        discounts=tuple((f"{text}{n}", n) for n in range(6)),
        promises=Promises(Share(50, 90), Share(20, 50), Share(70, 90)),
    )


def change(text: str) -> Change:
    cites = tuple(f"U0{n}" for n in range(20))
    return replace(SEARCH, campaign=text, finding=text, what=text, by="U01", cites=cites)


def progress(text: str) -> ChangeProgress:
    return ChangeProgress(change(text), Share(6, 26), Share(19, 30))


def answer(text: str) -> Answer:
    return Answer(
        "a", AnswerKind.DISAGREE, "c", text, Measure.TAKEN, Share(9, 90), "U01", NOW, "w", text
    )


def open_change(text: str) -> Change:
    return replace(EXPO, campaign=text, finding=text, what=text)


def report(text: str) -> CampaignReport:
    campaign = Campaign(
        "id",
        text or "-",
        promise=text,
        audience=text,
        offer=text,
        opening_line=text,
        objections=(Objection(text, text),) * 9,
        committed_step=text,
    )
    codes = ((text, 9),) * 3
    item = figures(text, Share(5, 9), Share(5, 9), landed_reasons=codes, why_no=codes)
    return CampaignReport(campaign, item, (Quote(text, text, text),) * 5, (progress(text),) * 3)


def marked_up(value: object) -> str:
    """All the text in which Slack looks for pings and links."""
    if isinstance(value, dict):
        own = str(value["text"]) if value.get("type") == "mrkdwn" else ""
        return own + "".join(marked_up(item) for item in value.values())
    return "".join(marked_up(item) for item in value) if isinstance(value, list) else ""


def lines(text: str, state: State) -> tuple[LeadLine, ...]:
    return tuple(
        LeadLine(f"{n:032x}", text, text, text, state, NOW, NOW, owner="U0MAYA", owes_answer=True)
        for n in range(50)
    )
