"""The sheets of an export: one table each, a head and rows."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.agreement import Estimate, area_under_curve, graded_table, weighted_kappa
from bot.domain.detail_phrases import QUESTIONS, named, segment_name
from bot.domain.export import Column, ExportFacts, Kind, LeadRow, Sheet
from bot.domain.glossary import GLOSSARY
from bot.domain.losses import why_them
from bot.domain.outcomes import discounted
from bot.domain.reasons import label
from bot.domain.sheet_columns import FUNNEL, SHARE, Row, columns_of, funnel, share_cells
from bot.domain.stats import Share

NO_NAME = "not known"
_MINUTE = 60
_KINDS = {"landed": "why it landed", "flat": "why it fell flat", "no": "why not for us"}


def sheets(facts: ExportFacts) -> tuple[Sheet, ...]:
    return (
        _campaigns(facts),
        _segments(facts),
        _reasons(facts),
        _weeks(facts),
        _agreement(facts),
        _pitch(facts),
        _rejections(facts),
        _market(facts),
        _leads(facts),
        definitions(facts),
    )


def _campaigns(facts: ExportFacts) -> Sheet:
    head = columns_of("Campaign | Channel | Offer | Reading", (Kind.TEXT,) * 4)
    tail = columns_of(
        "Old enough | Won of those | Won share | Won low | Won high | Pending"
        " | Cost in these weeks | Cost per taken lead",
        (*(Kind.COUNT,) * 2, *SHARE, *(Kind.COUNT,) * 2, Kind.NUMBER),
    )
    rows = tuple(
        (
            one.name,
            one.channel,
            one.offer,
            one.reading.value,
            *funnel(one),
            one.won_share.of,
            one.won_share.hits,
            *share_cells(one.won_share),
            one.pending,
            one.cost,
            one.cost_per_taken,
        )
        for one in facts.digest.campaigns
    )
    return Sheet("campaigns", (*head, *FUNNEL, *tail), rows)


def _segments(facts: ExportFacts) -> Sheet:
    head = columns_of("By | Segment", (Kind.TEXT,) * 2)
    rows = tuple((one.dimension.value, segment_name(one), *funnel(one)) for one in facts.segments)
    return Sheet("segments", (*head, *FUNNEL), rows)


def _reasons(facts: ExportFacts) -> Sheet:
    """One column for each campaign, in the order of the first sheet."""
    campaigns = facts.digest.campaigns
    found = {(one.kind, one.code, one.campaign_id): one.leads for one in facts.reasons}
    totals: dict[tuple[str, str], int] = {}
    for one in facts.reasons:
        totals[one.kind, one.code] = totals.get((one.kind, one.code), 0) + one.leads
    order = tuple(_KINDS)
    rows: tuple[Row, ...] = tuple(
        (
            _KINDS[kind],
            label(code),
            total,
            *(found.get((kind, code, one.campaign_id), 0) for one in campaigns),
        )
        for (kind, code), total in sorted(
            totals.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1])
        )
    )
    head = (Column("Question"), Column("Reason"), Column("All campaigns", Kind.COUNT))
    return Sheet(
        "reasons × campaign", (*head, *(Column(one.name, Kind.COUNT) for one in campaigns)), rows
    )


def _weeks(facts: ExportFacts) -> Sheet:
    columns = columns_of(
        "Week | Delivered | Below the rule | Procedural | Taken | Taken share | Taken low"
        " | Taken high | Contacted | Meetings | Meetings per 100 leads | Reps | Leads per rep"
        " | Pipeline opened | Arrival to card, min | Card to taken, min | Taken to contact, min"
        " | Card to first contact, min",
        (
            Kind.TEXT,
            *(Kind.COUNT,) * 4,
            *SHARE,
            *(Kind.COUNT,) * 2,
            Kind.NUMBER,
            Kind.COUNT,
            Kind.NUMBER,
            Kind.COUNT,
            *(Kind.NUMBER,) * 4,
        ),
    )
    rows = tuple(
        (
            str(week),
            one.delivered,
            one.not_qualified,
            one.procedural,
            one.taken,
            *share_cells(one.taken_share),
            one.contacted,
            one.met,
            None if one.met_share.rate is None else 100 * one.met_share.rate,
            one.reps,
            one.per_rep,
            one.opened,
            *(
                None if seconds is None else seconds / _MINUTE
                for seconds in (one.posting, one.taking, one.reaching, one.first_contact)
            ),
        )
        for week, one in facts.weeks
    )
    return Sheet("weeks", columns, rows)


def _agreement(facts: ExportFacts) -> Sheet:
    alike, promises = facts.digest.agreement.alike, facts.promises
    columns = columns_of(
        "Measure | Value | Low | High | Leads | Of",
        (Kind.TEXT, *(Kind.NUMBER,) * 3, *(Kind.COUNT,) * 2),
    )
    kappa = weighted_kappa(graded_table(facts.graded, facts.lowest))
    rows = (
        _measured("Judged alike", alike),
        ("Alike by chance", facts.digest.agreement.by_chance, None, None, None, alike.of),
        _estimated("Weighted kappa", kappa),
        _estimated("Area under the curve of fit plus intent", area_under_curve(facts.graded)),
        _measured("Marketing's promise: taken", promises.taken),
        _measured("Marketing's promise: qualified, of those taken", promises.qualified),
        _measured("Sales' promise: contacted in time", promises.in_time),
    )
    return Sheet("agreement", columns, rows)


def _measured(name: str, share: Share) -> Row:
    return (name, *share_cells(share), share.hits, share.of)


def _estimated(name: str, found: Estimate | None) -> Row:
    if found is None:
        return (name, None, None, None, None, None)
    return (name, found.value, found.likely.low, found.likely.high, None, found.leads)


def _pitch(facts: ExportFacts) -> Sheet:
    columns = columns_of(
        "Question | Answer | Told | Landed | Landed share | Landed low | Landed high",
        (*(Kind.TEXT,) * 2, *(Kind.COUNT,) * 2, *SHARE),
    )
    rows = tuple(
        (
            QUESTIONS.get(one.question, one.question),
            named(one.question, one.answer),
            one.told,
            one.landed,
            *share_cells(one.landed_share),
        )
        for one in facts.digest.pitch
    )
    return Sheet("pitch", columns, rows)


def _rejections(facts: ExportFacts) -> Sheet:
    columns = columns_of(
        "Reason | Rejected | Came back | Taken then | Won then | Won share | Won low | Won high",
        (Kind.TEXT, *(Kind.COUNT,) * 4, *SHARE),
    )
    rows = tuple(
        (label(one.code), one.rejected, one.back, one.taken, one.won, *share_cells(one.won_share))
        for one in facts.calibration
    )
    return Sheet("rejections", columns, rows)


def _market(facts: ExportFacts) -> Sheet:
    digest = facts.digest
    lost = [("Lost to", name, count, None) for name, count in digest.lost_to]
    because = [
        ("Lost to, because", f"{name}: {why_them(code).lower()}", count, None)
        for name, counts in digest.lost_because.items()
        for code, count in counts
    ]
    asked = [("Asked for", one.label, one.companies, one.in_target) for one in digest.asked_for]
    given = [
        ("Discount on a won deal", discounted(code) if code else NO_NAME, n, None)
        for code, n in digest.discounts
    ]
    columns = columns_of(
        "What | Name | Leads or companies | In our target", (*(Kind.TEXT,) * 2, *(Kind.COUNT,) * 2)
    )
    return Sheet("market", columns, tuple([*lost, *because, *asked, *given]))


_LEAD_KINDS = {
    "arrived_at": Kind.MOMENT,
    "taken_at": Kind.MOMENT,
    "contacted_at": Kind.MOMENT,
    "met_at": Kind.MOMENT,
    "closed_at": Kind.MOMENT,
    "employees": Kind.COUNT,
    "fit_score": Kind.COUNT,
    "intent_score": Kind.COUNT,
    "amount": Kind.COUNT,
}


def _leads(facts: ExportFacts) -> Sheet:
    names = tuple(LeadRow.__dataclass_fields__)
    columns = tuple(
        Column(name.replace("_", " ").capitalize(), _LEAD_KINDS.get(name, Kind.TEXT))
        for name in names
    )
    rows = tuple(_lead(one, facts) for one in facts.leads)
    return Sheet("leads", columns, rows)


def _lead(lead: LeadRow, facts: ExportFacts) -> Row:
    owner = facts.names.get(lead.owner, "a colleague") if lead.owner else None
    shown = replace(lead, owner=owner)
    values = (getattr(shown, name) for name in LeadRow.__dataclass_fields__)
    return tuple(
        ("yes" if value else "no") if isinstance(value, bool) else value for value in values
    )


def definitions(facts: ExportFacts) -> Sheet:
    digest = facts.digest
    spans: Iterable[Row] = (
        ("Workspace", digest.workspace),
        ("Week", digest.period),
        ("Campaigns, segments, reasons, leads", f"arrived {digest.since} to {digest.ends_on}"),
        ("Counted at", digest.computed_at.isoformat(timespec="minutes")),
        ("Currency", digest.currency),
    )
    return Sheet("definitions", (Column("Word"), Column("Meaning")), (*spans, *GLOSSARY))
