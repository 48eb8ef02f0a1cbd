"""What the page remembers that is no state of the workspace."""

from dataclasses import dataclass, field


@dataclass
class Memory:
    """Per sandbox, shared by all browser tabs."""

    # (user, channel) → ts of the last message read before the channel was entered, "": none.
    new_lines: dict[tuple[str, str], str] = field(default_factory=dict)
    # Ephemeral messages that their reader dismissed: (user, ts).
    dismissed: set[tuple[str, str]] = field(default_factory=set)
    # Steps once done stay done, whatever happens later.
    done_steps: set[int] = field(default_factory=set)
