"""At the end: one card for each lead, one event for each press and each emoji, and cards that tell
the truth."""

import asyncio
import json
import re
from collections import Counter
from typing import Any

from sqlalchemy import text

from bot.blocks import card as cards
from bot.blocks.status import CardContext
from bot.ports import EDITS
from sandbox.model import Message
from storage.uow import Units
from tests.scenario.replicas.stand import Stand
from tests.scenario.replicas.told import Told
from tests.scenario.replicas.traffic import Case, Traffic

WAITING = """
    SELECT (SELECT count(*) FROM card WHERE team_id = :team AND shown_revision < revision)
         + (SELECT count(*) FROM message WHERE team_id = :team
             AND status IN ('waiting', 'sending', 'unknown'))
"""
ONE_OFF = """
    SELECT id, kind, status, "only", subject FROM message WHERE team_id = :team
"""
WHISPERS = """
    SELECT status, error FROM message
    WHERE team_id = :team AND kind = 'whisper' AND (status = 'sent' OR error = 'may_have_been_seen')
"""
EVENTS = """
    SELECT lead_id, action, "user" FROM feedback_event
    WHERE team_id = :team ORDER BY lead_id, sequence
"""
_MADE_BY_SLACK = re.compile(r'"(block_id|emoji|verbatim)": ("[^"]*"|true|false)(, )?')
_DATE = re.compile(r"(<!date\^\d+\^[^|]*)\|[^>]*>")


async def settled(stand: Stand, seconds: float) -> None:
    """Until nothing waits any more."""
    async with asyncio.timeout(seconds):
        while await _count(stand, WAITING):  # noqa: ASYNC110  # rows set no Event
            await asyncio.sleep(0.1)


async def check(stand: Stand, traffic: Traffic) -> None:
    """All that was promised. The first thing that does not hold is said."""
    posted = _posted(stand)
    assert set(posted) == set(traffic.cases), _difference(posted, traffic)
    events: dict[str, list[tuple[str, str]]] = {}
    for row in await _rows(stand, EVENTS):
        events.setdefault(row.lead_id, []).append((row.action, row.user))
    for case in traffic.cases.values():
        _events_are_what_was_said(case, events.get(case.lead_id, []))
    for lead_id in traffic.cases:
        await _card_is_true(stand, lead_id, posted[lead_id])
    await _messages_came_once(stand)
    await _whispers_came_once(stand, traffic.told)


def _posted(stand: Stand) -> dict[str, Message]:
    """The cards in the channel by lead. AssertionError: one stands there twice."""
    channel = stand.sandbox.workspace.channel("leads").id
    found: dict[str, Message] = {}
    for message in stand.sandbox.workspace.messages.get(channel, {}).values():
        delivery = _delivery_id(message)
        if not delivery.startswith("card-"):
            continue
        lead_id = delivery.removeprefix("card-")
        assert lead_id not in found, (
            f"lead {lead_id} has two cards: {found[lead_id].ts} {message.ts}"
        )
        found[lead_id] = message
    return found


async def _messages_came_once(stand: Stand) -> None:
    """Briefs, digests and the like; each week's digest, however often it was due."""
    seen = Counter(
        _delivery_id(message)
        for place in stand.sandbox.workspace.messages.values()
        for message in place.values()
    )
    periods = []
    for row in await _rows(stand, ONE_OFF):
        wanted = row.status == "sent" and row.only is None and row.kind not in EDITS
        assert seen[row.id] == wanted, f"{row.kind} came {seen[row.id]} times; it is {row.status}"
        if row.kind == "digest":
            periods.append(str(row.subject))
    assert periods, "the digest did not come"
    assert len(periods) == len(set(periods)), periods


async def _whispers_came_once(stand: Stand, told: Told) -> None:
    """Nobody can look for a private line, so all are counted. After a lost answer or a kill it is
    not known whether one was shown."""
    rows = await _rows(stand, WHISPERS)
    sent = sum(row.status == "sent" for row in rows)
    told.read()
    assert sent <= told.whispered <= len(rows), f"{told.whispered} were shown, {sent} were sent"


def _delivery_id(message: Message) -> str:
    return str((message.metadata or {}).get("event_payload", {}).get("id", ""))


def _difference(posted: dict[str, Message], traffic: Traffic) -> str:
    missing, strange = set(traffic.cases) - set(posted), set(posted) - set(traffic.cases)
    return f"without a card: {missing}; of no accepted lead: {strange}"


def _events_are_what_was_said(case: Case, events: list[tuple[str, str]]) -> None:
    """All that was acknowledged is one event each, what nobody acknowledged at most one."""
    stored = "".join(f"{action} " for action, _ in events)
    assert re.fullmatch(case.expected, stored), (
        f"{case.external_id}: stored {stored!r}, said {case.expected!r}"
    )
    users = {user for _, user in events}
    assert len(users) <= 1, f"{case.external_id} was taken by {users}"
    if case.owner is not None:
        assert users == {case.owner}, f"{case.external_id}: {users}, the card says {case.owner}"


async def _card_is_true(stand: Stand, lead_id: str, message: Message) -> None:
    """The message is what the database says now."""
    units = Units(stand.database)
    async with units.reading(stand.team) as uow:
        lead = await uow.leads.card(lead_id)
        settings = await uow.settings.get()
    assert lead is not None
    wanted = cards.build(lead, CardContext.of(settings, stand.sandbox.clock.now()))
    assert _plain(message.blocks) == _plain(wanted.blocks)


def _plain(blocks: list[Any]) -> str:
    """Without what Slack adds, and without the words for readers of old clients."""
    return _DATE.sub(r"\1>", _MADE_BY_SLACK.sub("", json.dumps(blocks, sort_keys=True)))


async def _count(stand: Stand, statement: str) -> int:
    [[count]] = await _rows(stand, statement)
    return int(count)


async def _rows(stand: Stand, statement: str) -> Any:
    async with stand.database.transaction(stand.database.read) as connection:
        return (await connection.execute(text(statement), {"team": stand.team})).all()
