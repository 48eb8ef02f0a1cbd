"""“Would you say this?”: what reps say to a campaign's pitch before it is launched."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_ASKED = 3
MAX_ANSWER = 500


class PitchAnswer(StrEnum):
    YES = "yes"
    CHANGE = "change"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One rep, asked about a pitch as it read then. `text` is the change or the reason."""

    id: str
    campaign_id: str
    pitch: str
    promise: str | None
    opening_line: str | None
    user: str
    asked_by: str
    asked_at: datetime
    answer: PitchAnswer | None = None
    text: str | None = None
    answered_at: datetime | None = None
