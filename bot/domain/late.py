"""When late data changes a digest that was posted: what happened before, and came to us after."""

from dataclasses import fields
from datetime import timedelta

from bot.domain.digest import DigestFacts, Known

EDITABLE = timedelta(weeks=2)
LEAST_LEADS = 3
LEAST_PART = 0.10


def is_material(then: int, now: int) -> bool:
    """Whether a count moved by three leads and by a tenth: less than that is not worth an edit."""
    moved = abs(now - then)
    return moved >= LEAST_LEADS and moved >= LEAST_PART * then


def changed(then: Known, now: Known) -> str:
    """What moved materially, `taken 26 → 31 · won 2 → 6`; empty when nothing did."""
    names = [item.name for item in fields(Known)]
    pairs = [(name, getattr(then, name), getattr(now, name)) for name in names]
    return " · ".join(f"{name} {old} → {new}" for name, old, new in pairs if is_material(old, new))


def edit_of(posted: DigestFacts, since_known: tuple[Known, Known], now: DigestFacts) -> str:
    """What an edit of `posted` would say; empty when late data changed nothing that matters.

    `since_known` is what is known now of the moment in which `posted` was counted, of its own
    leads and of all that campaigns are judged on: what happened later is no late data.
    """
    own, in_all = since_known
    if posted.known is None or posted.known_in_all is None:
        return ""
    if moved := changed(posted.known, own):
        return moved
    if in_all != posted.known_in_all and now.headline != posted.headline:
        return "the first sentence"
    return ""
