"""How long delivery waits, in real time."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Timing:
    """`lease`: how long a channel stays with a worker that died; longer than twice a call may
    take, or two workers would send at once. `pace`: Slack bears one post a second in a channel.
    `look_again`: the pauses before each look for a post whose answer was lost; what Slack took in
    late is seen by the last."""

    pace: timedelta = timedelta(seconds=1)
    lease: timedelta = timedelta(seconds=60)
    look_again: tuple[timedelta, ...] = (timedelta(seconds=5), timedelta(seconds=30))
