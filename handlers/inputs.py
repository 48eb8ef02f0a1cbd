"""What was filled into inputs that several forms share."""

from handlers.payloads import Submission


def wish_of(sent: Submission) -> str | None:
    """What they asked for: own words win over what was chosen."""
    return sent.text("wish") or sent.text("wish_known") or None


def is_named(sent: Submission) -> bool:
    return "hide" not in sent.many("hide_name")
