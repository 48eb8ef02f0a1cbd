"""The private brief: whom to call, what they did, what to say and what not. Read in five seconds,
so the most wanted stands first and each list is short."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.card_lines import agreed_step, company_line, landed_here, turned_down
from bot.blocks.elements import context, section
from bot.blocks.message import Block, Message
from bot.blocks.status import CardContext
from bot.blocks.text import date_time, escape, is_email, link
from bot.domain import words
from bot.domain.campaigns import Campaign, Objection
from bot.domain.cards import Brief, LandedHere, LeadCard
from bot.domain.leads import Person, Touchpoint
from bot.domain.lifecycle import State
from bot.domain.reasons import chip_of
from bot.domain.settings import Settings

TOUCHPOINTS = 4
OBJECTIONS = 3
POINTS = 3
LINKS = 3
_DECIDES = {
    True: "yes",
    False: "no: ask who does",
    None: "unknown: ask who does",
}


def brief(given: Brief, now: datetime, settings: Settings, handed_by: str | None = None) -> Message:
    """What only the owner gets, in the order in which a call needs it."""
    card, contact = given.card, given.contact
    handed = f" · <@{handed_by}> handed it to you" if handed_by else ""
    top = f"📎 *Yours now*{handed}{_due(card, now, settings.zone)}\n{_who(card)}"
    blocks = [section(top), section("\n".join(_reached_at(given)))]
    if before := turned_down(card, CardContext.of(settings, now)):
        blocks.append(section("\n".join(["*Before*", *before])))
    if points := card.touchpoints[:TOUCHPOINTS]:
        did = "\n".join(_touchpoint(point, now, settings.zone) for point in points)
        blocks.append(section(f"*What they did*\n{did}"))
    blocks += _talk(card, settings.company_sentence)
    return Message(f"Yours: {escape(contact.name or card.label, 80)}", blocks)


def gone(card: LeadCard, to: str, undone_by: str | None = None) -> Message:
    """What the brief of `to` becomes once somebody else has the lead, or nobody."""
    owner, label, meant_for = card.standing.owner, escape(card.label, 80), card.assigned_to
    now = ""
    if owner:
        now = f": <@{owner}> {'took it back' if owner == undone_by else 'has it now'}"
    elif card.standing.state is State.NEW and meant_for:
        now = ": it waits for you" if meant_for == to else f": it is for <@{meant_for}>"
    elif card.standing.state is State.NEW:
        now = ": it is open to everybody"
    return Message(
        f"{label} is not yours any more", [section(f"↩️ *{label}* is not yours any more{now}.")]
    )


def _due(card: LeadCard, now: datetime, zone: ZoneInfo) -> str:
    """Until somebody was called, the clock runs."""
    if card.standing.contacted_at is not None:
        return ""
    return f" · contact due {date_time(card.contact_by, words.moment(card.contact_by, now, zone))}"


def contact_changed(given: Brief, what: Sequence[str]) -> Message:
    """One line to the owner: of `email` and `phone`, what the brief has outdated."""
    now = {"email": ("e-mail", _email(given.contact)), "phone": ("phone", _phone(given.contact))}
    changed = [found for name, found in now.items() if name in what]
    label, names = escape(given.card.label, 80), " and ".join(name for name, _ in changed)
    line = f"☎️ *{label}*: {names} changed to {' · '.join(value for _, value in changed)}"
    return Message(f"{label}: {names} changed", [section(line)])


def _who(card: LeadCard) -> str:
    title = escape(card.person.title, 80) if card.person.title else "title unknown"
    name = card.person.name or ("Name unknown" if card.company.name else card.label)
    return f"*{escape(name, 80)}*, {title}\n{company_line(card)}"


def _reached_at(given: Brief) -> list[str]:
    lines = [f"*Phone*  {_phone(given.contact)}", f"*E-mail*  {_email(given.contact)}"]
    return [*lines, link(given.card.crm_url, "Open in CRM")] if given.card.crm_url else lines


def _email(contact: Person) -> str:
    """A link that opens a mail where Slack can carry it."""
    email = contact.email or ""
    if is_email(email):
        return f"<mailto:{email}|{escape(email, 200)}>"
    return escape(email, 200) or "unknown"


def _phone(contact: Person) -> str:
    """A link that calls: `tel:` takes digits and a leading +."""
    phone = contact.phone or ""
    number = re.sub(r"[\s().\u00a0/-]", "", phone)
    if re.fullmatch(r"\+?[0-9]{4,20}", number):
        return f"<tel:{number}|{escape(phone, 60)}>"
    return escape(phone, 60) or "unknown"


def _touchpoint(point: Touchpoint, now: datetime, zone: ZoneInfo) -> str:
    name = escape(point.name or point.channel or "Visit", 120)
    did = link(point.url, point.name or "Visit") if point.url else name
    return f"• {did} · {date_time(point.at, words.moment(point.at, now, zone))}"


def _talk(card: LeadCard, company: str) -> list[Block]:
    decides = f"*Decides*  {_DECIDES[card.person.is_decision_maker]}"
    stand = [f"*We stand for*  “{escape(company, 300)}”"] if company else []
    campaign = card.campaign
    if campaign is None:
        return [section("\n".join([*stand, *agreed_step(card), decides]))]
    pitch = [*stand, *_pitch(campaign), *agreed_step(card), decides]
    blocks = [section("\n".join(pitch))]
    if lines := _objections(campaign, card.landed_here):
        blocks.append(section("\n".join(lines)))
    if lines := _worth(campaign):
        blocks.append(section("\n".join(lines)))
    if campaign.proof_links:
        links = " · ".join(link(url, _address(url)) for url in campaign.proof_links[:LINKS])
        blocks.append(section(f"*Proof*  {links}"))
    if campaign.dont_say:
        unsaid = ", ".join(escape(word, 60) for word in campaign.dont_say[:8])
        blocks.append(context(f"🚫 Don't say: {unsaid}"))
    return blocks


def _pitch(campaign: Campaign) -> list[str]:
    lines = []
    if campaign.promise:
        lines.append(f"*We said*  “{escape(campaign.promise, 300)}”")
    if campaign.opening_line:
        lines.append(f"*Open with*  “{escape(campaign.opening_line, 300)}”")
    return lines


def _objections(campaign: Campaign, here: LandedHere) -> list[str]:
    """Answers that landed first: those that reps said a pitch landed with."""
    known = sorted(campaign.objections, key=lambda item: -_landed_with(item, here))
    lines = [
        f"*They'll say*  “{escape(item.objection, 120)}” → {escape(item.answer, 200)}"
        + (f" (landed {hits} of {here.landed})" if (hits := _landed_with(item, here)) else "")
        for item in known[:OBJECTIONS]
    ]
    return [*lines, *landed_here(here)]


def _landed_with(item: Objection, here: LandedHere) -> int:
    return dict(here.reasons).get(chip_of(item.answer), 0)


def _worth(campaign: Campaign) -> list[str]:
    """What a rep can say before anybody speaks of the price."""
    lines = []
    for title, points in (
        ("Worth to them", campaign.value_points),
        ("Risk of waiting", campaign.risk_points),
    ):
        if points:
            lines.append(f"*{title}*  " + " · ".join(escape(one, 120) for one in points[:POINTS]))
    return ["_Before any price:_", *lines] if lines else []


def _address(url: str) -> str:
    """Without the scheme: it is read, not typed."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")[:60]
