"""Lists of leads, and the private brief."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.card import STATE_WORDS, who
from bot.blocks.elements import button, context, header, section
from bot.blocks.message import Block, Message
from bot.blocks.text import date_time, escape, link
from bot.domain import words
from bot.domain.cards import Brief, LeadLine
from bot.domain.lifecycle import State
from bot.domain.settings import Settings


def line(lead: LeadLine, now: datetime, zone: ZoneInfo) -> str:
    """One lead in two short lines: who, and how it stands."""
    company = (
        f" · {escape(lead.company, 60)}" if lead.company and lead.company != lead.label else ""
    )
    campaign = escape(lead.campaign, 60) if lead.campaign else ""
    due = date_time(lead.contact_by, words.moment(lead.contact_by, now, zone))
    late = "⚠️ overdue since" if lead.contact_by < now else "contact due"
    clock = f"{late} {due}" if lead.state in (State.NEW, State.ACCEPTED) else ""
    state = STATE_WORDS[lead.state]
    if lead.state is State.NEW:
        state = f"for <@{lead.assigned_to}>" if lead.assigned_to else ""
    told = " · ".join(part for part in (campaign, state, clock) if part)
    return f"*{escape(lead.label, 80)}*{company}\n{told}"


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


def brief(given: Brief, now: datetime, settings: Settings) -> Message:
    """What only the owner gets: contact data and how to open."""
    zone = settings.zone
    card, contact = given.card, given.contact
    blocks = [section(f"📎 *Yours now*\n{who(card)}"), section("\n".join(_contact(given)))]
    points = [
        f"• {escape(point.name or point.channel or 'Visit', 120)} {words.when(point.at, now, zone)}"
        for point in card.touchpoints[:6]
    ]
    if points:
        blocks.append(section("*What they did*\n" + "\n".join(points)))
    blocks += _talk(given, settings.company_sentence)
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


def _talk(given: Brief, company: str) -> list[Block]:
    campaign = given.card.campaign
    lines = [f"*We stand for*  “{escape(company, 300)}”"] if company else []
    if campaign is None:
        return [section(lines[0])] if lines else []
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
