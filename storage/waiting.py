"""What waits in the lanes: the statements of delivery's poll.

They are built once. The poll runs after every commit, and building one costs more than running it.
Parameters: `team`, `now` (real time) and `limit`, or for one channel `lane` and,
of its cards, `updates_first` (1 or 0).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)

from bot.domain.deliveries import UNCERTAIN_CODES
from bot.ports import EDITS
from storage.base import table_of
from storage.tables import Card, Halt, Lane, Lead, Message
from storage.types import UtcDateTime

cards, messages, lanes = table_of(Card), table_of(Message), table_of(Lane)
leads, halts = table_of(Lead), table_of(Halt)

EVERYTHING = "*"
OPEN = ("ready", "sending", "unknown")
WAITING = ("waiting", "sending", "unknown")
UNCERTAIN = ("sending", "unknown")
TEAM = bindparam("team", type_=String())
# Not `channel`: an update takes a parameter with a column's name for a value to be set.
LANE = bindparam("lane", type_=String())
NOW = bindparam("now", type_=UtcDateTime())


_parent = messages.alias("parent_message")
_of_parent = select(literal(1)).where(
    _parent.c.team_id == messages.c.team_id, _parent.c.id == messages.c.parent
)
# What belongs to one that was given up is not counted beside it: it ends, or comes, with that.
WAITING_MESSAGE = and_(
    messages.c.status.in_(WAITING), ~exists(_of_parent.where(_parent.c.status == "dead"))
)


def _method(table: Any) -> ColumnElement[str]:
    """The method of Slack's that a row waits for: each has a rate limit of its own."""
    look = table.c.status.in_(UNCERTAIN)
    if table is cards:
        is_new = cards.c.ts.is_(None)
        looked_for = and_(look, is_new)
        return case(
            (looked_for, "conversations.history"), (is_new, "chat.postMessage"), else_="chat.update"
        )
    return case(
        (messages.c.kind.in_([kind.value for kind in EDITS]), "chat.update"),
        (messages.c.only.is_not(None), "chat.postEphemeral"),
        (and_(look, messages.c.parent.is_not(None)), "conversations.replies"),
        (look, "conversations.history"),
        else_="chat.postMessage",
    )


def _opened(table: Any) -> ColumnElement[bool]:
    """Whether a direct channel has to be opened before that: its row knows only the person."""
    if table is cards:
        return false()
    is_user = func.substr(messages.c.to, 1, 1).in_(("U", "W"))
    is_post = messages.c.kind.not_in([kind.value for kind in EDITS])
    return and_(is_user, is_post, messages.c.only.is_(None), messages.c.parent.is_(None))


def _due(table: Any) -> ColumnElement[bool]:
    limited = or_(
        halts.c.method == _method(table),
        and_(halts.c.method == "conversations.open", _opened(table)),
    )
    halted = exists(
        select(literal(1)).where(
            halts.c.team_id == table.c.team_id,
            or_(
                halts.c.method == EVERYTHING,
                and_(limited, halts.c.until > NOW),
            ),
        )
    )
    return and_(or_(table.c.not_before.is_(None), table.c.not_before <= NOW), ~halted)


def _stale(*where: ColumnElement[bool]) -> Select[Any]:
    behind = cards.c.shown_revision < cards.c.revision
    return select(cards).where(*where, behind, cards.c.status.in_(OPEN), _due(cards))


def _waiting(*where: ColumnElement[bool]) -> Select[Any]:
    # One that was given up may be tried again: what belongs to it waits until it is dropped.
    over = _parent.c.status.not_in((*WAITING, "dead"))
    ready = or_(messages.c.parent.is_(None), exists(_of_parent.where(over)))
    return select(messages).where(*where, messages.c.status.in_(WAITING), _due(messages), ready)


def perhaps_there(table: Any, codes: Sequence[str] = UNCERTAIN_CODES) -> ColumnElement[bool]:
    """Of what was given up: what may have been posted or seen."""
    error = func.coalesce(table.c.error, "")
    return or_(*(error.startswith(code, autoescape=True) for code in codes))


FREE = or_(lanes.c.leased_by.is_(None), lanes.c.lease_until < NOW)
_ARRIVED = (
    select(leads.c.arrived_at)
    .where(leads.c.team_id == cards.c.team_id, leads.c.id == cards.c.lead_id)
    .scalar_subquery()
)
# Cards are posted in the order in which their leads came. One that failed has its turn when its
# pause is over: what waits already goes before it, what comes later does not.
_DUE = case((cards.c.attempts == 0, _ARRIVED), else_=func.coalesce(cards.c.not_before, _ARRIVED))
_UPDATES_FIRST = bindparam("updates_first", type_=Integer)
_TURN = case((cards.c.ts.is_(None), _UPDATES_FIRST), else_=1 - _UPDATES_FIRST)
_OPEN_SINCE = (
    select(func.coalesce(leads.c.last_at, leads.c.clock_from, leads.c.arrived_at))
    .where(leads.c.team_id == cards.c.team_id, leads.c.id == cards.c.lead_id)
    .scalar_subquery()
    .label("open_since")
)

LANES = (
    select(lanes.c.team_id, lanes.c.channel)
    .where(
        lanes.c.team_id == TEAM,
        FREE,
        or_(lanes.c.not_before.is_(None), lanes.c.not_before <= NOW),
        or_(
            exists(_stale(cards.c.team_id == lanes.c.team_id, cards.c.channel == lanes.c.channel)),
            exists(
                _waiting(messages.c.team_id == lanes.c.team_id, messages.c.lane == lanes.c.channel)
            ),
        ),
    )
    .limit(bindparam("limit", type_=Integer))
)
NEXT_CARD = (
    _stale(cards.c.team_id == TEAM, cards.c.channel == LANE)
    .add_columns(_OPEN_SINCE)
    .order_by(_TURN, _DUE, cards.c.attempts)
    .limit(1)
)
NEXT_MESSAGE = (
    _waiting(messages.c.team_id == TEAM, messages.c.lane == LANE)
    .order_by(messages.c.created_at, messages.c.sequence)
    .limit(1)
)
