"""The lead card: readable in five seconds, and it always shows where the lead stands."""

from bot.blocks.elements import actions, button, context, divider, option, overflow, section
from bot.blocks.message import Block, Message
from bot.blocks.status import CardContext, status_line
from bot.blocks.text import ago, date_time, escape
from bot.domain import words
from bot.domain.cards import LandedHere, LeadCard
from bot.domain.leads import Score
from bot.domain.lifecycle import State, Verdict
from bot.domain.phrases import plural

_LIGHTS = {
    State.NEW: "🟢",
    State.WON: "🏆",
    State.LOST: "⚪",
    State.REJECTED: "⚪",
    State.DISQUALIFIED: "⚪",
    State.NURTURE: "💤",
}
STATE_WORDS = {
    State.NEW: "nobody has it yet",
    State.ACCEPTED: "taken",
    State.CONTACTED: "contacted",
    State.SQL: "qualified",
    State.OPPORTUNITY: "opportunity",
    State.WON: "won",
    State.LOST: "lost",
    State.REJECTED: "not for us",
    State.DISQUALIFIED: "closed",
    State.NURTURE: "not now",
}


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
    return f"{who}: {why or 'new lead'}, {words.span(here.now - card.arrived_at)} ago"


def _unclaimed(card: LeadCard, here: CardContext) -> list[Block]:
    campaign = f" · {escape(card.campaign.name, 80)}" if card.campaign else " · campaign unknown"
    since = card.standing.last_at or card.arrived_at
    title = "Open again" if card.standing.last_at else "New lead"
    arrived = ago(since, words.when(since, here.now, here.zone))
    blocks = [context(f"🟢 *{title}*{campaign} · {arrived}"), section(who(card)), divider()]
    blocks.append(section("\n".join(_why_now(card, here))))
    if said := _what_we_said(card):
        blocks.append(section("\n".join(said)))
    if here_lines := _landed_here(card.landed_here):
        blocks.append(section("\n".join(here_lines)))
    due = date_time(card.contact_by, words.moment(card.contact_by, here.now, here.zone))
    holder = f"for <@{card.assigned_to}>" if card.assigned_to else "nobody has it yet"
    blocks.append(context(f"⏱ Contact due {due} ({here.contact_hours} working h) · {holder}"))
    blocks.append(_unclaimed_buttons(card))
    return blocks


def _unclaimed_buttons(card: LeadCard) -> Block:
    menu = overflow("more", [*_menu(card, "nurture", "history"), *_crm(card)])
    if card.assigned_to:
        first = button("Got it", "take", card.id, "primary")
        return actions(first, button("Not mine", "not_mine", card.id), menu)
    first = button("I'll take it", "take", card.id, "primary")
    return actions(first, button("Not for us", "reject", card.id), menu)


def who(card: LeadCard) -> str:
    """The person and the company, two lines; what is missing says unknown."""
    person, company = card.person, card.company
    decides = {True: " · decides", False: "", None: ""}[person.is_decision_maker]
    title = escape(person.title, 80) if person.title else "title unknown"
    size = f"{company.employees:,} people".replace(",", " ") if company.employees else None
    customer = {True: "*customer*", False: "not a customer", None: "customer? unknown"}
    facts = [
        escape(company.name, 80) if company.name else "company unknown",
        size or "size unknown",
        escape(company.country, 40) if company.country else "country unknown",
        customer[company.is_customer],
    ]
    unknown = "Name unknown" if company.name else card.label
    name = escape(person.name or unknown, 80)
    return f"*{name}*, {title}{decides}\n{' · '.join(facts)}"


def _why_now(card: LeadCard, here: CardContext) -> list[str]:
    points = [
        f"{escape(point.name or point.channel or 'Visit', 90)} · "
        f"{date_time(point.at, words.moment(point.at, here.now, here.zone))}"
        for point in card.touchpoints[:3]
    ]
    lines = [f"*Why now*  {points[0] if points else 'unknown'}"]
    lines += [f"　{point}" for point in points[1:]]
    lines.append(f"{_score('Fit', card.fit)} · {_score('Intent', card.intent)}")
    return lines


def _score(name: str, score: Score) -> str:
    if score.score is None:
        return f"{name} unknown"
    reasons = ", ".join(escape(reason, 40) for reason in score.reasons[:3])
    return f"{name} *{score.score}*" + (f" ({reasons})" if reasons else "")


def _what_we_said(card: LeadCard) -> list[str]:
    campaign, lines = card.campaign, []
    if campaign is not None:
        if campaign.promise:
            lines.append(f"*We said*  “{escape(campaign.promise, 300)}”")
        if campaign.opening_line:
            lines.append(f"*Open with*  “{escape(campaign.opening_line, 300)}”")
        lines += [
            f"*They'll say*  “{escape(item.objection, 150)}” → {escape(item.answer, 250)}"
            for item in campaign.objections[:2]
        ]
    if step := _step(card):
        lines.append(f"*Agreed next step*  {escape(step, 120)}")
    return lines


def _step(card: LeadCard) -> str | None:
    return card.committed_step or (card.campaign.committed_step if card.campaign else None)


def _landed_here(here: LandedHere) -> list[str]:
    if not here.told:
        return []
    reasons = " · ".join(f"{escape(reason, 60).lower()} {count}" for reason, count in here.reasons)
    lines = [f"*Landed here*  {here.landed} of {here.told}" + (f": {reasons}" if reasons else "")]
    if here.quote:
        by = ", ".join(escape(part, 60) for part in (here.quote.who, here.quote.company) if part)
        lines.append(f"“{escape(here.quote.text, 200)}”" + (f" ({by})" if by else ""))
    return lines


def _worked(card: LeadCard, here: CardContext) -> list[Block]:
    light = _LIGHTS.get(card.standing.state, "🔵")
    names = [card.label, card.company.name if card.person.name else None]
    title = " · ".join(escape(name, 80) for name in names if name)
    campaign = f" · {escape(card.campaign.name, 80)}" if card.campaign else ""
    blocks = [section(f"{light} *{title}*{campaign}\n{status_line(card, here)}")]
    said = _what_we_said(card)
    if card.standing.is_open:
        kept = [line for line in said if line.startswith(("*We said*", "*Agreed"))]
        if kept:
            blocks.append(section("\n".join(kept)))
    if feedback := _feedback(card):
        blocks.append(context(feedback))
    blocks.append(_worked_buttons(card))
    return blocks


def _feedback(card: LeadCard) -> str:
    standing = card.standing
    others = len(standing.seconded_by)
    seconded = plural(others, "second opinion") if others else ""
    if standing.verdict is None:
        return seconded
    word = "👍 Landed" if standing.verdict is Verdict.LANDED else "👎 Fell flat"
    reasons = ", ".join(escape(reason, 60).lower() for reason in standing.reasons)
    said = f"{word}: {reasons}" if reasons else word
    return f"{said} · {seconded}" if seconded else said


def _worked_buttons(card: LeadCard) -> Block:
    standing = card.standing
    if not standing.is_open:
        menu = ["undo", "history"]
        if standing.state in (State.REJECTED, State.DISQUALIFIED, State.NURTURE):
            menu.insert(0, "reopen")
        return actions(overflow("more", [*_menu(card, *menu), *_crm(card)]))
    chosen = standing.verdict
    landed = button("👍 Landed", "landed", card.id, "primary" if chosen is Verdict.LANDED else None)
    fell_flat = button(
        "👎 Fell flat", "fell_flat", card.id, "danger" if chosen is Verdict.FELL_FLAT else None
    )
    menu_items = [*_menu(card, "undo", "hand_over", "nurture", "history"), *_crm(card)]
    return actions(
        landed, fell_flat, button("Log outcome", "outcome", card.id), overflow("more", menu_items)
    )


_MENU = {
    "undo": "Undo (10 min)",
    "hand_over": "Hand to…",
    "nurture": "Good fit, not now",
    "history": "History",
    "reopen": "Reopen",
}


def _menu(card: LeadCard, *names: str) -> list[Block]:
    return [option(_MENU[name], f"{name}:{card.id}") for name in names]


def _crm(card: LeadCard) -> list[Block]:
    if not card.crm_url or not card.crm_url.startswith(("https://", "http://")):
        return []
    return [option("Open in CRM", f"crm:{card.id}", url=card.crm_url[:3000])]


def _status_text(card: LeadCard, here: CardContext) -> str:
    standing = card.standing
    person = card.name_of(standing.declined_by or standing.owner)
    return f"{escape(card.label, 80)}: {STATE_WORDS[standing.state]} by {escape(person, 80)}"
