"""The lead card: readable in five seconds, and it always shows where the lead stands."""

from dataclasses import replace

from bot.blocks.elements import actions, button, context, divider, option, overflow, section
from bot.blocks.message import Block, Message
from bot.blocks.status import CardContext, status_line
from bot.blocks.text import ago, date_time, escape, link
from bot.domain import words
from bot.domain.cards import LandedHere, LeadCard, LeadLine
from bot.domain.leads import Company, Score
from bot.domain.lifecycle import TABLE, Action, State, Verdict, may_reopen
from bot.domain.phrases import percent, plural

PRODUCTS = 3
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
    return f"{who}: {why or 'new lead'}, {words.since(here.now - card.arrived_at)}"


def _unclaimed(card: LeadCard, here: CardContext) -> list[Block]:
    campaign = f" · {escape(card.campaign.name, 80)}" if card.campaign else " · campaign unknown"
    since = card.standing.last_at or card.arrived_at
    title = "Open again" if card.standing.last_at else "New lead"
    arrived = ago(since, words.when(since, here.now, here.zone))
    top = f"🟢 *{title}*{campaign} · {arrived}"
    if card.before:
        top += f"\n↩️ {status_line(replace(card, standing=card.before), here)}"
    blocks = [context(top), section(who(card)), divider()]
    blocks.append(section("\n".join(why_now(card, here))))
    if said := what_we_said(card):
        blocks.append(section("\n".join(said)))
    if here_lines := landed_here(card.landed_here):
        blocks.append(section("\n".join(here_lines)))
    blocks.append(context(contact_due(card, here)))
    blocks.append(unclaimed_buttons(card))
    return blocks


def contact_due(card: LeadCard, here: CardContext) -> str:
    due = date_time(card.contact_by, words.moment(card.contact_by, here.now, here.zone))
    holder = f"for <@{card.assigned_to}>" if card.assigned_to else "nobody has it yet"
    line = f"⏱ Contact due {due} ({here.contact_hours} working h) · {holder}"
    return f"{line} · {away}" if (away := _owner_away(card, here)) else line


def _owner_away(card: LeadCard, here: CardContext) -> str:
    """Why somebody else gets it than the owner that the CRM names; a mention would call them."""
    absence = card.absence
    if absence is None or absence.user == card.assigned_to:
        return ""
    if card.assigned_to not in (None, absence.backup):
        return ""
    is_away = absence.covers(here.now.astimezone(here.zone).date())
    name = escape(card.name_of(absence.user), 60)
    return f"{name} is away until {words.day(absence.until)}" if is_away else ""


def unclaimed_buttons(card: LeadCard, style: str | None = "primary") -> Block:
    menu = overflow("more", [*_menu(card, "nurture", "history"), *_crm(card)])
    return actions(*yes_or_no(card.id, card.assigned_to, style), menu)


def listed_buttons(lead: LeadLine) -> Block:
    """As on the lead's own card."""
    menu = [option(_MENU[name], f"{name}:{lead.id}") for name in ("nurture", "history")]
    return actions(*yes_or_no(lead.id, lead.assigned_to), overflow("more", menu))


def yes_or_no(
    lead_id: str, assigned_to: str | None, style: str | None = None, prefix: str = ""
) -> tuple[Block, Block]:
    """To take a lead or not, for everybody or for whom it is meant."""
    yes, no, action = ("Got it", "Not mine", "not_mine") if assigned_to else _FOR_ALL
    return (
        button(yes, f"{prefix}take", lead_id, style),
        button(no, f"{prefix}{action}", lead_id),
    )


_FOR_ALL = ("I'll take it", "Not for us", "reject")


def who(card: LeadCard) -> str:
    """The person and the company, two lines; what is missing says unknown."""
    return f"{person_line(card)}\n{company_line(card)}"


def person_line(card: LeadCard) -> str:
    if card.is_erased:
        return "*Erased on request*: nobody is to be contacted"
    person = card.person
    decides = " · decides" if person.is_decision_maker else ""
    title = escape(person.title, 80) if person.title else "title unknown"
    unknown = "Name unknown" if card.company.name else card.label
    return f"*{escape(person.name or unknown, 80)}*, {title}{decides}"


def company_line(card: LeadCard) -> str:
    company = card.company
    size = f"{words.spaced(company.employees)} people" if company.employees else None
    facts = [
        escape(company.name, 80) if company.name else "company unknown",
        size or "size unknown",
        escape(company.country, 40) if company.country else "country unknown",
        _customer(company),
    ]
    return " · ".join(facts)


def _customer(company: Company) -> str:
    if company.products:
        owned = ", ".join(escape(product, 40) for product in company.products[:PRODUCTS])
        more = len(company.products) - PRODUCTS
        return f"*customer* of {owned}" + (f" and {more} more" if more > 0 else "")
    return {True: "*customer*", False: "not a customer", None: "customer? unknown"}[
        company.is_customer
    ]


def why_now(card: LeadCard, here: CardContext) -> list[str]:
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


def what_we_said(card: LeadCard) -> list[str]:
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
    return [*lines, *agreed_step(card)]


def agreed_step(card: LeadCard) -> list[str]:
    step = card.committed_step or (card.campaign.committed_step if card.campaign else None)
    return [f"*Agreed next step*  {escape(step, 120)}"] if step else []


def landed_here(here: LandedHere) -> list[str]:
    if not here.told:
        return []
    reasons = " · ".join(f"{escape(reason, 60).lower()} {count}" for reason, count in here.reasons)
    few = "" if here.expect is None else f" (too few to judge, expect {percent(here.expect)})"
    counted = f"*Landed here*  {here.landed} of {here.told}{few}"
    lines = [counted + (f": {reasons}" if reasons else "")]
    if here.drift:
        lines.append(f"*{here.drift[0].upper()}{here.drift[1:]}*")
    if here.quote:
        by = ", ".join(escape(part, 60) for part in (here.quote.who, here.quote.company) if part)
        lines.append(f"“{escape(here.quote.text, 200)}”" + (f" ({by})" if by else ""))
    return lines


def light_of(card: LeadCard) -> str:
    return _LIGHTS.get(card.standing.state, "🔵")


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
    state = f"<@{twin.owner}> has it" if twin.owner else STATE_WORDS[twin.state]
    campaign = f" · {escape(twin.campaign, 80)}" if twin.campaign else ""
    same = section(f"Same as *{escape(twin.label, 80)}*{campaign} · {state}")
    return {**same, "accessory": button("Show it", "history", twin.id)}


def feedback(card: LeadCard) -> str:
    standing = card.standing
    others = len(standing.seconded_by)
    seconded = plural(others, "second opinion") if others else ""
    if standing.verdict is None:
        return seconded
    word = "👍 Landed" if standing.verdict is Verdict.LANDED else "👎 Fell flat"
    reasons = ", ".join(escape(reason, 60).lower() for reason in standing.reasons)
    said = f"{word}: {reasons}" if reasons else word
    return f"{said} · {seconded}" if seconded else said


def worked_buttons(card: LeadCard, here: CardContext) -> Block:
    standing = card.standing
    if not standing.is_open:
        reopen = ["reopen"] if may_reopen(standing, here.now) else []
        items = _menu(card, *reopen, "undo", "history")
        return actions(overflow("more", [*items, *_crm(card)]))
    chosen = standing.verdict
    landed = button("👍 Landed", "landed", card.id, "primary" if chosen is Verdict.LANDED else None)
    fell_flat = button(
        "👎 Fell flat", "fell_flat", card.id, "danger" if chosen is Verdict.FELL_FLAT else None
    )
    # Five at most: the link to the CRM stands in the card's title.
    menu = overflow("more", _menu(card, "undo", "hand_over", "reject", "nurture", "history"))
    return actions(landed, fell_flat, button("Log outcome", "outcome", card.id), menu)


_MENU = {
    "undo": "Undo (10 min)",
    "hand_over": "Hand to, or give back…",
    "reject": "Not for us",
    "nurture": "Good fit, not now",
    "history": "History",
    "reopen": "Reopen",
}


_NEEDS = {
    "reject": (Action.REJECT, Action.DISQUALIFY),
    "nurture": (Action.NURTURE,),
}


def _menu(card: LeadCard, *names: str) -> list[Block]:
    """Without what the lead's state does not allow."""
    state = card.standing.state
    offered = [
        name
        for name in names
        if name not in _NEEDS or any((state, action) in TABLE for action in _NEEDS[name])
    ]
    return [option(_in_menu(name, state), f"{name}:{card.id}") for name in offered]


def _in_menu(name: str, state: State) -> str:
    """Once somebody was called, the lead is nobody else's for the asking: no giving back."""
    if name == "hand_over" and (state, Action.RELEASE) not in TABLE:
        return "Hand to…"
    return _MENU[name]


def crm_link(card: LeadCard) -> str:
    return f" · {link(card.crm_url, 'CRM')}" if _is_linked(card) and card.crm_url else ""


def _is_linked(card: LeadCard) -> bool:
    return (card.crm_url or "").startswith(("https://", "http://"))


def _crm(card: LeadCard) -> list[Block]:
    if not card.crm_url or not _is_linked(card):
        return []
    return [option("Open in CRM", f"crm:{card.id}", url=card.crm_url[:3000])]


def _status_text(card: LeadCard, here: CardContext) -> str:
    standing = card.standing
    person = card.name_of(standing.declined_by or standing.owner)
    return f"{escape(card.label, 80)}: {STATE_WORDS[standing.state]} by {escape(person, 80)}"
