"""Lists of leads, a lead's history, and the private brief."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.card import STATE_WORDS, who
from bot.blocks.elements import button, context, divider, header, section
from bot.blocks.message import Block, Message
from bot.blocks.text import date_time, escape, link
from bot.domain import words
from bot.domain.cards import Brief, LeadLine
from bot.domain.history import History
from bot.domain.lifecycle import Action, Event, State
from bot.domain.reasons import label


def line(lead: LeadLine, now: datetime, zone: ZoneInfo) -> str:
    """One lead in two short lines: who, and how it stands."""
    company = (
        f" · {escape(lead.company, 60)}" if lead.company and lead.company != lead.label else ""
    )
    campaign = f"{escape(lead.campaign, 60)} · " if lead.campaign else ""
    due = date_time(lead.contact_by, words.moment(lead.contact_by, now, zone))
    late = "⚠️ overdue since" if lead.contact_by < now else "contact due"
    clock = f" · {late} {due}" if lead.state in (State.NEW, State.ACCEPTED) else ""
    return f"*{escape(lead.label, 80)}*{company}\n{campaign}{STATE_WORDS[lead.state]}{clock}"


def listing(
    title: str, leads: Sequence[LeadLine], empty: str, now: datetime, zone: ZoneInfo
) -> Message:
    """A private list with a button to take what nobody has."""
    if not leads:
        return Message(empty, [section(empty)])
    blocks: list[Block] = [header(title)]
    for lead in leads[:20]:
        entry = section(line(lead, now, zone))
        if lead.state is State.NEW:
            entry["accessory"] = button("I'll take it", "take", lead.id)
        else:
            entry["accessory"] = button("History", "history", lead.id)
        blocks.append(entry)
    return Message(f"{title}: {len(leads)}", blocks)


_ACTIONS = {
    Action.TAKE: "took it",
    Action.REJECT: "said not for us",
    Action.RELEASE: "gave it back",
    Action.DECLINE_OWNERSHIP: "said it is not theirs",
    Action.HAND_OVER: "handed it over",
    Action.CONTACT: "contacted them",
    Action.MEET: "met them",
    Action.QUALIFY: "qualified it",
    Action.OPEN_OPPORTUNITY: "opened an opportunity",
    Action.WIN: "won it",
    Action.LOSE: "lost it",
    Action.DISQUALIFY: "closed it",
    Action.NURTURE: "good fit, not now",
    Action.RETURN: "came back on its date",
    Action.REOPEN: "reopened it",
    Action.LANDED: "👍 landed",
    Action.FELL_FLAT: "👎 fell flat",
    Action.EXPLAIN: "said why",
    Action.SECOND: "gave a second opinion",
    Action.UNDO: "took the last step back",
}


def history(lead: History, now: datetime) -> Message:
    """Everything that was said about a lead: who, when, through which door."""
    blocks = [section(who(lead.card)), divider()]
    arrived = words.when(lead.card.arrived_at, now, lead.zone)
    lines = [f"*{words.when(lead.card.arrived_at, now, lead.zone)}*  arrived"]
    lines += [_event(lead, event, now) for event in lead.events[-60:]]
    for start in range(0, len(lines), 12):
        blocks.append(section("\n".join(lines[start : start + 12])))
    return Message(f"{escape(lead.card.label, 80)}: history since {arrived}", blocks)


def _event(lead: History, event: Event, now: datetime) -> str:
    person = escape(lead.names.get(event.user or "", "a colleague"), 60) if event.user else "system"
    reasons = ", ".join(escape(label(code), 60).lower() for code in event.codes[:6])
    quote = lead.texts.get(event.id)
    said = f"{person} {_ACTIONS[event.action]}" + (f": {reasons}" if reasons else "")
    if quote:
        said += f" “{escape(quote, 150)}”"
    return f"*{words.when(event.at, now, lead.zone)}*  {said} _({event.door.value})_"


def brief(given: Brief, now: datetime, zone: ZoneInfo) -> Message:
    """What only the owner gets: contact data and how to open."""
    card, contact = given.card, given.contact
    blocks = [section(f"📎 *Yours now*\n{who(card)}"), section("\n".join(_contact(given)))]
    points = [
        f"• {escape(point.name or point.channel or 'Visit', 120)} {words.when(point.at, now, zone)}"
        for point in card.touchpoints[:6]
    ]
    if points:
        blocks.append(section("*What they did*\n" + "\n".join(points)))
    blocks += _talk(given)
    text = f"Yours: {escape(contact.name or card.label, 80)}"
    return Message(text, blocks)


def _contact(given: Brief) -> list[str]:
    contact = given.contact
    lines = [
        f"*E-mail*  {escape(contact.email, 200) if contact.email else 'unknown'}",
        f"*Phone*  {escape(contact.phone, 60) if contact.phone else 'unknown'}",
    ]
    if given.card.crm_url:
        lines.append(link(given.card.crm_url, "Open in CRM"))
    return lines


def _talk(given: Brief) -> list[Block]:
    campaign = given.card.campaign
    if campaign is None:
        return []
    lines = []
    if campaign.promise:
        lines.append(f"*We said*  “{escape(campaign.promise, 300)}”")
    if campaign.opening_line:
        lines.append(f"*Open with*  “{escape(campaign.opening_line, 300)}”")
    lines += [
        f"*They'll say*  “{escape(item.objection, 150)}” → {escape(item.answer, 250)}"
        for item in campaign.objections[:5]
    ]
    if campaign.proof_links:
        lines.append("*Proof*  " + " · ".join(link(url, url) for url in campaign.proof_links[:3]))
    blocks = [section("\n".join(lines))] if lines else []
    if campaign.dont_say:
        blocks.append(
            context("Don't say: " + ", ".join(escape(word, 60) for word in campaign.dont_say[:8]))
        )
    return blocks


_COMMAND = re.compile(r"ʼ(/leads[^ʼ]*)ʼ")


def sentence(text: str) -> Message:
    """One private sentence."""
    # Our own sentences may name one of our commands; it stays code.
    safe = _COMMAND.sub(r"`\1`", escape(text, 600))
    return Message(safe, [context(safe)])
