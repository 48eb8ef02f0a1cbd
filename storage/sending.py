"""What becomes of work that was handed out: the statements of delivery's lanes.

They are built once, as those of the poll: they run for each card and each message. No parameter has
a column's name but that of a lane, for an update takes such a one for a value to be set.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Table,
    Update,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
    update,
)

from bot.ports import CardWork, Lane, MessageWork, Work
from storage.cards import CARD
from storage.types import UtcDateTime
from storage.waiting import FREE, LANE, NOW, TEAM, cards, lanes, messages

_LANE = and_(lanes.c.team_id == TEAM, lanes.c.channel == LANE)
_WORKER = bindparam("worker", type_=String())
_UNTIL = bindparam("until", type_=UtcDateTime())
_AT = bindparam("moment", type_=UtcDateTime())
_TURN = bindparam("turn", type_=String())
_WHICH, _WHERE = bindparam("which", type_=String()), bindparam("where", type_=String())
LEASE = update(lanes).where(_LANE, FREE).values(leased_by=_WORKER, lease_until=_UNTIL)
RELEASE = (
    update(lanes)
    .where(_LANE, lanes.c.leased_by == _WORKER)
    .values(leased_by=None, lease_until=None, not_before=_UNTIL)
)
GOING = (
    update(lanes)
    .where(lanes.c.team_id == TEAM, lanes.c.channel == _TURN, lanes.c.paused.is_not(None))
    .values(**dict.fromkeys(("paused", "paused_at", "told_at")))
)


def _held(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the worker is the last that leased the lane; PostgreSQL lets nobody lease it until
    what depends on that is written."""
    mine = (lanes.c.team_id == TEAM, lanes.c.channel == _TURN, lanes.c.leased_by == _WORKER)
    return exists(select(literal(1)).where(*mine, *where).with_for_update(read=True))


# What the work is about, as it was handed out: a card that meanwhile was given another message,
# left its own to a colleague's lead, or was posted by the worker that took the lane over, is not
# that any more.
_SAME_CARD = and_(
    cards.c.team_id == TEAM,
    cards.c.lead_id == _WHICH,
    func.coalesce(cards.c.message_id, literal(CARD) + cards.c.lead_id)
    == bindparam("shown_on", type_=String()),
    cards.c.ts.is_not_distinct_from(bindparam("stands_at", type_=String())),
)
SAME = {cards: _SAME_CARD, messages: and_(messages.c.team_id == TEAM, messages.c.id == _WHICH)}
HELD = _held()


def _sending(table: Table) -> Update:
    # A card that was moved to another channel meanwhile is that lane's; one that somebody began
    # to send since it was handed out has to be looked for.
    here = (table.c.channel if table is cards else table.c.lane) == _TURN
    untouched = table.c.attempted_at.is_not_distinct_from(bindparam("begun", type_=UtcDateTime()))
    held = _held(lanes.c.lease_until >= NOW)
    begun = {"status": "sending", "attempted_at": _AT, "looks": 0}
    return update(table).where(SAME[table], here, untouched, held).values(**begun)


_DONE = {"attempts": 0, "ts": bindparam("posted_ts", type_=String())}
_DONE |= dict.fromkeys(("error", "not_before", "dead_at"))
SENDING = {table: _sending(table) for table in (cards, messages)}
SENT = {
    cards: update(cards)
    .where(_SAME_CARD)
    .values(
        **_DONE,
        shown_channel=_WHERE,
        shown_revision=bindparam("drawn", type_=Integer()),
        status="ready",
        posted_at=func.coalesce(cards.c.posted_at, _AT),
    ),
    messages: update(messages).where(SAME[messages]).values(**_DONE, channel=_WHERE, status="sent"),
}


def table_for(work: Work) -> Table:
    return cards if isinstance(work, CardWork) else messages


def given_for(lane: Lane, work: Work) -> dict[str, Any]:
    """What the statements about work in a lane are given."""
    given: dict[str, Any] = {"team": lane.team, "turn": lane.channel}
    if isinstance(work, MessageWork):
        return {**given, "which": work.id}
    return {**given, "which": work.lead_id, "shown_on": work.message_id, "stands_at": work.ts}
