"""Who did what and when with a lead, in one line of its card."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.blocks.text import date_time, escape, time_of
from bot.domain import words
from bot.domain.cards import LeadCard
from bot.domain.earlier import HandOver
from bot.domain.lifecycle import OUTSIDE, Standing, State
from bot.domain.outcomes import discounted
from bot.domain.reasons import mentioned
from bot.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class CardContext:
    """What a card needs beside the lead: the workspace's zone, contact hours, and the time."""

    zone: ZoneInfo
    contact_hours: int
    currency: str
    now: datetime

    @classmethod
    def of(cls, settings: Settings, now: datetime) -> "CardContext":
        return cls(settings.zone, settings.contact_hours, settings.currency, now)


def status_line(card: LeadCard, here: CardContext) -> str:
    """Who did what and when: the line that answers "is somebody on it?"."""
    return _STATUS.get(card.standing.state, _taken_line)(card, here)


def _taken_line(card: LeadCard, here: CardContext) -> str:
    standing = card.standing
    line = _handed(card, card.handed, here) if card.handed else _took(card, here)
    if standing.contacted_at is None:
        due = date_time(card.contact_by, words.moment(card.contact_by, here.now, here.zone))
        return f"{line} · contact due {due}"
    line += f" · contacted {time_at(standing.contacted_at, here)}"
    if standing.met_at:
        line += " · met"
    if standing.state is State.SQL:
        line += " · qualified"
    if standing.state is State.OPPORTUNITY:
        line += f" · opportunity{_amount(standing, here)}"
    return line


def _took(card: LeadCard, here: CardContext) -> str:
    taken_at = card.standing.taken_at
    line = f"{owner_of(card)} took it {time_at(taken_at, here)}"
    if taken_at:
        waited = taken_at - card.arrived_at
        line += " (at once)" if waited < timedelta(minutes=1) else f" ({words.span(waited)})"
    return line


def _handed(card: LeadCard, handed: HandOver, here: CardContext) -> str:
    took_over = handed.by == card.standing.owner
    line = f"{owner_of(card)} {'took it over' if took_over else 'has it'}"
    if handed.before:
        line += f", from {_person(card, handed.before)}"
    return f"{line}, {time_at(handed.at, here)}"


def owner_of(card: LeadCard) -> str:
    owner = card.standing.owner
    return _person(card, owner) if owner else "The CRM"


def _person(card: LeadCard, user: str) -> str:
    """A mention; somebody whom only a CRM knows has no user to mention."""
    return escape(card.name_of(user), 60) if user.startswith(OUTSIDE) else f"<@{user}>"


def _closed_line(card: LeadCard, here: CardContext) -> str:
    standing = card.standing
    verb = "said not for us" if standing.state is State.REJECTED else "closed it"
    who_did = f"<@{standing.declined_by}>" if standing.declined_by else "The CRM"
    why = ", ".join(escape(mentioned(code), 60) for code in standing.decline_codes)
    if standing.competitor:
        why += f" ({escape(standing.competitor, 60)})"
    return f"{who_did} {verb} {time_at(standing.closed_at, here)}" + (f" · {why}" if why else "")


def _nurture_line(card: LeadCard, here: CardContext) -> str:
    standing = card.standing
    back = words.day(standing.returns_on) if standing.returns_on else "later"
    if standing.declined_by is None:
        return f"Good fit, not now: it comes back on {back}"
    return f"<@{standing.declined_by}> said good fit, not now · it comes back on {back}"


def _deal_line(card: LeadCard, here: CardContext) -> str:
    standing = card.standing
    verb = "won it" if standing.state is State.WON else "lost it"
    line = f"{owner_of(card)} {verb} {time_at(standing.closed_at, here)}{_amount(standing, here)}"
    if standing.discount and standing.state is State.WON:
        line += f" · {discounted(standing.discount)}"
    if standing.competitor:
        line += f" · to {escape(standing.competitor, 60)}"
    return line


_STATUS: dict[State, Callable[[LeadCard, CardContext], str]] = {
    State.REJECTED: _closed_line,
    State.DISQUALIFIED: _closed_line,
    State.NURTURE: _nurture_line,
    State.WON: _deal_line,
    State.LOST: _deal_line,
}


def _amount(standing: Standing, here: CardContext) -> str:
    if standing.amount is None:
        return ""
    return f" · {words.spaced(standing.amount)} {here.currency}"


def time_at(moment: datetime | None, here: CardContext) -> str:
    if moment is None:
        return "earlier"
    if moment.astimezone(here.zone).date() == here.now.astimezone(here.zone).date():
        return time_of(moment, words.clock(moment, here.zone))
    return date_time(moment, words.moment(moment, here.now, here.zone))
