"""Which findings rest because marketing answered them: not now, or disagree."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.changes import Answer
from bot.domain.digest import Finding
from bot.domain.stats import Reading, Share

RESTS = timedelta(weeks=6)
"""So long an answered finding is not shown again, unless it gets worse: by then none of the leads
that it was about are judged any more."""


def is_worse(now: Share, then: Share) -> bool:
    """Below the likely range of then: a point or two of chance does not bring a finding back."""
    return now.rate is not None and now.rate < then.likely.low


def resting(answers: Sequence[Answer], now: datetime) -> tuple[str, ...]:
    """The campaigns of which nothing is asked again for the time being."""
    return tuple(sorted({item.campaign_id for item in answers if now < item.at + RESTS}))


def unanswered(
    found: Sequence[Finding], answers: Sequence[Answer], now: datetime
) -> tuple[Finding, ...]:
    """The findings without those that were answered, did not get worse, and are not old yet."""
    given = [item for item in answers if now < item.at + RESTS]
    return tuple(item for item in found if not _is_answered(item, given))


def _is_answered(finding: Finding, answers: Sequence[Answer]) -> bool:
    if finding.reading is not Reading.BELOW:
        return False
    latest = max(
        (
            item
            for item in answers
            if (item.campaign_id, item.measure) == (finding.campaign_id, finding.measure)
        ),
        key=lambda item: item.at,
        default=None,
    )
    return latest is not None and not is_worse(finding.share, latest.share)
