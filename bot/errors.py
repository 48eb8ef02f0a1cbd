"""One exception tree. Every error carries the sentence that its user reads."""

from collections.abc import Mapping


class LeadloopError(Exception):
    """Base of every error that a person may see; `sentence` is what they read."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ConfigError(LeadloopError):
    """The environment or the command line does not allow a start."""


class InvalidInput(LeadloopError):
    """Input that cannot be taken. `fields` maps a field's path to what is wrong with it."""

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.fields = dict(fields or {})


class NotFound(LeadloopError):
    """What was named does not exist (any more)."""


class NotPossible(LeadloopError):
    """The lead's state does not allow the action; the sentence says who did what."""


class NotAllowed(LeadloopError):
    """This person may not do that; the sentence says who may."""


class Unreachable(LeadloopError):
    """Slack did not answer now; the same question may be asked again."""


class SlackAway(ConfigError, Unreachable):
    """Slack cannot be reached where nothing can begin without it."""


class StorageError(LeadloopError):
    """The database cannot be used as it is: locked, read-only, full, too new."""


class Conflict(StorageError):
    """The database refused a statement: a value it cannot hold, a key taken meanwhile, or another
    transaction that waited for this one while this one waited for it."""
