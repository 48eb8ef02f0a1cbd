"""What came of leads, in numbers: of a campaign's, or of those that have something in common."""

from dataclasses import dataclass, fields

from bot.domain.stats import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCounts:
    """`sql` stand at a qualified lead or beyond; `told` have a verdict on the pitch, `answered` are
    the taken leads that have a verdict or an end. To `unanswered` nobody has said anything yet, and
    of those `running` ones there still is time to: they are no answer of anybody's. `opened` and
    `won_amount` are in whole units of the currency."""

    delivered: int = 0
    procedural: int = 0
    taken: int = 0
    contacted: int = 0
    met: int = 0
    sql: int = 0
    told: int = 0
    landed: int = 0
    answered: int = 0
    won: int = 0
    opened: int = 0
    won_amount: int = 0
    unanswered: int = 0
    running: int = 0

    @property
    def taken_share(self) -> Share:
        return Share(self.taken, self.delivered - self.procedural - self.running)

    @property
    def landed_share(self) -> Share:
        return Share(self.landed, self.told)


COUNTS = tuple(one.name for one in fields(LeadCounts))
