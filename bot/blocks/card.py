"""The lead card: readable in five seconds, and it always shows where the lead stands."""

from bot.blocks.card_buttons import unclaimed_buttons, worked_buttons
from bot.blocks.card_lines import (
    STATE_WORDS,
    contact_due,
    crm_link,
    feedback,
    landed_here,
    light_of,
    turned_down,
    what_we_said,
    who,
    why_now,
)
from bot.blocks.elements import button, context, divider, section
from bot.blocks.message import Block, Message
from bot.blocks.status import CardContext, status_line
from bot.blocks.text import ago, escape
from bot.domain import words
from bot.domain.cards import LeadCard, LeadLine
from bot.domain.lifecycle import State


def build(card: LeadCard, here: CardContext) -> Message:
    """The card as it should look now."""
    if card.standing.state is State.NEW:
        return Message(_push(card, here), _unclaimed(card, here))
    return Message(_status_text(card, here), _worked(card, here))


def _push(card: LeadCard, here: CardContext) -> str:
    """What a phone shows: who, where, why now."""
    who = ", ".join(escape(part, 80) for part in (card.label, card.company.name) if part)
    if card.company.name == card.label:
        who = escape(card.label, 80)
    why = escape(card.touchpoints[0].name or "", 120) if card.touchpoints else "new lead"
    if card.standing.last_at:
        return f"{who}: {why or 'a lead'}, open again"
    return f"{who}: {why or 'new lead'}, {words.since(here.now - card.arrived_at)}"


def _unclaimed(card: LeadCard, here: CardContext) -> list[Block]:
    campaign = f" · {escape(card.campaign.name, 80)}" if card.campaign else " · campaign unknown"
    since = card.standing.last_at or card.arrived_at
    title = "Open again" if card.standing.last_at else "New lead"
    arrived = ago(since, words.when(since, here.now, here.zone))
    top = f"🟢 *{title}*{campaign} · {arrived}"
    top = "\n".join([top, *turned_down(card, here)])
    blocks = [context(top), section(who(card)), divider()]
    blocks.append(section("\n".join(why_now(card, here))))
    if said := what_we_said(card):
        blocks.append(section("\n".join(said)))
    if here_lines := landed_here(card.landed_here):
        blocks.append(section("\n".join(here_lines)))
    if card.twin is not None:
        blocks.append(_twin(card.twin))
    blocks.append(context(contact_due(card, here)))
    blocks.append(unclaimed_buttons(card))
    return blocks


def _worked(card: LeadCard, here: CardContext) -> list[Block]:
    light = light_of(card)
    names = [card.label, card.company.name if card.person.name else None]
    names += ["erased on request"] if card.is_erased else []
    title = " · ".join(escape(name, 80) for name in names if name)
    campaign = f" · {escape(card.campaign.name, 80)}" if card.campaign else ""
    blocks = [section(f"{light} *{title}*{campaign}{crm_link(card)}\n{status_line(card, here)}")]
    said = what_we_said(card)
    if card.standing.is_open:
        kept = [line for line in said if line.startswith(("*We said*", "*Agreed"))]
        if kept:
            blocks.append(section("\n".join(kept)))
    if told := feedback(card):
        blocks.append(context(told))
    if card.twin is not None:
        blocks.append(_twin(card.twin))
    blocks.append(worked_buttons(card, here))
    return blocks


def _twin(twin: LeadLine) -> Block:
    """The lead of which this one is a duplicate, to be looked at."""
    is_taken = twin.holder is not None and twin.state is not State.NEW
    state = f"<@{twin.holder}> has it" if is_taken else STATE_WORDS[twin.state]
    campaign = f" · {escape(twin.campaign, 80)}" if twin.campaign else ""
    same = section(f"Same as *{escape(twin.label, 80)}*{campaign} · {state}")
    return {**same, "accessory": button("Show it", "history", twin.id)}


def _status_text(card: LeadCard, here: CardContext) -> str:
    standing = card.standing
    person = card.name_of(standing.declined_by or standing.owner)
    return f"{escape(card.label, 80)}: {STATE_WORDS[standing.state]} by {escape(person, 80)}"
