"""What a renderer has to know of the workspace to turn ids into names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo


@dataclass(frozen=True)
class Names:
    """Names by id, and who is looking: whose mention lights up, whose zone and language of time."""

    users: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    me: str = ""
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    tz: tzinfo = UTC
    channel_url: str = ""  # a format with {id}; empty: channel names are not links
