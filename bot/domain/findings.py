"""What the figures say: findings, the sentence on top, what to say more of. Never from noise."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.domain.changes import ChangeProgress, Measure, Outcome
from bot.domain.digest import DigestFacts, Finding, SayMore, WeekFacts
from bot.domain.figures import (
    STANDING_OUT,
    CampaignFigures,
    Counts,
    comparisons,
    expected_of,
    share_of,
)
from bot.domain.phrases import NO_LEADS, percent, plural
from bot.domain.reasons import DISQUALIFICATION, MORE_REJECTION, REJECTION, mentioned
from bot.domain.stats import MIN_COUNT, Z99, Reading, difference, judge

HEADLINE_LEVEL = 0.01
"""Stricter than a reading's 5 %: the sentence is read alone, and the weeks overlap."""
RECENT_DRIFT = timedelta(weeks=4)
MAX_SENTENCES = 2
MIN_NAMED = 3
"""A reason is worth a line once it was named this often."""

_STANDS_OUT = (Reading.BELOW, Reading.GOOD)
_GROUPS: Mapping[str, str] = {
    reason.code: reason.group for reason in (*DISQUALIFICATION, *MORE_REJECTION, *REJECTION)
}
_WRONG: Mapping[str, str] = {
    "definitional": "{still}sends us the wrong people",
    "noise": "{still}sends us leads that were never going to buy",
    "clerical": "{still}sends us leads we cannot reach",
}


def findings(campaigns: Sequence[CampaignFigures]) -> tuple[Finding, ...]:
    """The campaigns that stand out, worst first: by how many leads they cost or bring."""
    strict = judge(comparisons(campaigns), HEADLINE_LEVEL)
    pairs = comparisons(campaigns)
    found = []
    for position, measure in enumerate(Measure):
        for index, item in enumerate(campaigns):
            place = position * len(campaigns) + index
            reading = item.taken_reading if measure is Measure.TAKEN else item.landed_reading
            if reading in _STANDS_OUT and item.campaign_id:
                found.append(
                    Finding(
                        campaign_id=item.campaign_id,
                        campaign=item.name,
                        measure=measure,
                        reading=reading,
                        share=share_of(item, measure),
                        rest=pairs[place].rest,
                        reasons=_reasons(item, measure, reading),
                        strong=strict[place] is reading,
                        expected=expected_of(item, measure),
                    )
                )
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[bool, bool, float, str]:
    return (
        finding.reading is Reading.GOOD,
        not finding.strong,
        -abs(finding.excess),
        finding.campaign,
    )


def _reasons(item: CampaignFigures, measure: Measure, reading: Reading) -> Counts:
    if reading is Reading.GOOD:
        return item.landed_reasons
    return item.why_no if measure is Measure.TAKEN else item.flat_reasons


def in_words(finding: Finding) -> str:
    """The finding as a sentence: what a promise to change is an answer to."""
    rate, rest = percent(finding.share.rate), percent(finding.rest.rate)
    verb = "taken" if finding.measure is Measure.TAKEN else "landed"
    named = ", ".join(f"{mentioned(code)} {count}" for code, count in finding.reasons)
    counted = f"{finding.share.hits} of {finding.share.of} {verb} ({rate}, the rest {rest})"
    if finding.reading is Reading.GOOD and finding.measure is Measure.TAKEN:
        return counted  # its reasons say why the pitch landed, not why leads were taken
    return f"{counted}; most named: {named}" if named else counted


def figures_in_words(item: CampaignFigures) -> str:
    """What a promise answers when the campaign does not stand out."""
    counted = f"{item.taken} of {item.taken_share.of} taken, {item.landed} of {item.told} landed"
    named = ", ".join(f"{mentioned(code)} {count}" for code, count in item.why_no)
    return f"{counted}; most named: {named}" if named else counted


def say_more(campaigns: Sequence[CampaignFigures]) -> tuple[SayMore, ...]:
    """What landed most, in the two campaigns where most pitches landed and none fell behind."""
    worth = [
        item
        for item in campaigns
        if item.landed_reading is not Reading.BELOW
        and item.landed_reasons
        and item.landed_reasons[0][1] >= MIN_NAMED
    ]
    worth.sort(key=lambda item: (-item.landed_reasons[0][1], item.name))
    return tuple(
        SayMore(item.campaign_id, item.name, *item.landed_reasons[0], item.landed)
        for item in worth[:2]
    )


def why_no(campaigns: Sequence[CampaignFigures]) -> list[CampaignFigures]:
    """The three campaigns with most leads turned down, once a reason was named often enough."""
    worth = [item for item in campaigns if item.why_no and item.why_no[0][1] >= MIN_NAMED]
    return sorted(worth, key=lambda item: (-sum(n for _, n in item.why_no), item.name))[:3]


def headline(
    facts: DigestFacts, since: datetime, known: Collection[tuple[str, Measure]] = ()
) -> str:
    """The first two that the rules below say, in their order; else that nothing stands out.

    1. A change that took effect in the six weeks of the table and shows at 99 %; of several, the
       one kept last.
    2. A pitch that began to land less often, else more often, in the last four weeks, at 1 %; of
       several, the surest. Not where rule 1 spoke of the same campaign.
    3. The campaign that costs most leads at 1 %, else the one that brings most; ties by name. Not
       where a rule above spoke of the same campaign.
    4. Only when nothing was said: the week against the week before, at 99 %.

    `since` is when the table's weeks begin, `known` the (campaign, rate) pairs that the digest
    before already found below the rest.
    """
    said: dict[str, str] = {}
    for rule in (_of_changes(since), _of_drifts, _of_campaigns(known)):
        for campaign_id, sentence in rule(facts):
            if campaign_id not in said:
                said[campaign_id] = sentence
                break
    sentences = list(said.values())[:MAX_SENTENCES]
    return " ".join(sentences) or _of_week(facts.week, facts.before) or _of_nothing(facts)


_Sayings = Iterator[tuple[str, str]]
"""Campaign and sentence, the most important first."""


def _of_changes(since: datetime) -> Callable[[DigestFacts], _Sayings]:
    def say(facts: DigestFacts) -> _Sayings:
        shown = [
            (done, item)
            for item in facts.changes
            if (done := item.change.done_at) and item.is_certain and done >= since
        ]
        for _, item in sorted(shown, key=lambda pair: pair[0], reverse=True):
            yield item.change.campaign_id, _of_change(item)

    return say


def _of_change(item: ChangeProgress) -> str:
    name, better = item.change.campaign, item.outcome is Outcome.BETTER
    if item.change.measure is Measure.LANDED:
        how = f"it lands {'more' if better else 'less'} often"
    else:
        how = f"{'more' if better else 'fewer'} of its leads are taken"
    return f"The change to {name} {'works' if better else 'does not help'}: {how}."


def _of_drifts(facts: DigestFacts) -> _Sayings:
    for item in facts.drifts:
        year, _, number = item.week.partition("-W")
        began = date.fromisocalendar(int(year), int(number), 1)
        if item.strong and facts.ends_on - began <= RECENT_DRIFT:
            what = f"The opener of {item.campaign}" if item.opener else item.campaign
            yield item.campaign_id, f"{what} {item.in_words}."


def _of_campaigns(known: Collection[tuple[str, Measure]]) -> Callable[[DigestFacts], _Sayings]:
    def said(facts: DigestFacts) -> _Sayings:
        for finding in facts.findings:
            if finding.strong:
                still = (finding.campaign_id, finding.measure) in known
                yield finding.campaign_id, _against_the_rest(finding, "still " if still else "")

    return said


def _against_the_rest(finding: Finding, still: str) -> str:
    if finding.reading is Reading.GOOD:
        verb = "is taken" if finding.measure is Measure.TAKEN else "lands"
        return f"{finding.campaign} {verb} more often than the rest."
    if finding.measure is Measure.LANDED:
        return f"{finding.campaign} {still}falls flat more often than the rest."
    group = _GROUPS.get(finding.reasons[0][0], "") if finding.reasons else ""
    wrong = _WRONG.get(group, "is {still}taken less often than the rest")
    return f"{finding.campaign} {wrong.format(still=still)}."


def _of_week(week: WeekFacts, before: WeekFacts) -> str:
    now, then = week.taken_share, before.taken_share
    if min(now.of, then.of) < MIN_COUNT or not difference(now, then, Z99).excludes(0.0):
        return ""
    more = "more" if now.hits * then.of > then.hits * now.of else "fewer"
    return (
        f"Sales took {more} of the leads: {now.hits} of {now.of}, "
        f"the week before {then.hits} of {then.of}."
    )


def _of_nothing(facts: DigestFacts) -> str:
    count = facts.week.delivered
    came = f"{plural(count, 'lead')} came in" if count else NO_LEADS
    if not any(item.delivered for item in facts.campaigns):
        return f"{came}."
    if all(item.reading is Reading.TOO_FEW for item in facts.campaigns):
        return f"{came}; too few so far to judge a campaign."
    if any(item.reading in STANDING_OUT for item in facts.campaigns):
        return f"{came}; nothing new stands out clearly."
    return f"{came}; no campaign stands out from the rest."
