"""What a card says of its lead, line by line; a brief and a card of several leads say it too."""

from dataclasses import replace

from bot.blocks.status import CardContext, status_line, time_at
from bot.blocks.text import date_time, escape, link
from bot.domain import words
from bot.domain.cards import LandedHere, LeadCard
from bot.domain.leads import Company, Score
from bot.domain.lifecycle import Standing, State, Verdict
from bot.domain.phrases import percent, plural
from bot.domain.reasons import CUSTOMER, mentioned

PRODUCTS = 3
LANDED_FOR = 3
TURNED_DOWN = 3
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


def light_of(card: LeadCard) -> str:
    return _LIGHTS.get(card.standing.state, "🔵")


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
        _customer(company, said=is_said_customer(card)),
    ]
    return " · ".join(facts)


def is_said_customer(card: LeadCard) -> bool:
    """Whether a colleague declined the lead as a customer's."""
    return any(CUSTOMER in one.decline_codes for one in (card.standing, *card.before))


def _customer(company: Company, *, said: bool) -> str:
    if company.products:
        owned = ", ".join(escape(product, 40) for product in company.products[:PRODUCTS])
        more = len(company.products) - PRODUCTS
        return f"*customer* of {owned}" + (f" and {more} more" if more > 0 else "")
    if said and not company.is_customer:
        return "*customer*, says a colleague"
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
    named = here.reasons[:LANDED_FOR]
    reasons = " · ".join(f"{escape(mentioned(reason), 60)} {count}" for reason, count in named)
    few = "" if here.expect is None else f" (too few to judge, expect {percent(here.expect)})"
    counted = f"*Landed here*  {here.landed} of {here.told}{few}"
    lines = [counted + (f": {reasons}" if reasons else "")]
    if here.drift:
        lines.append(f"*{here.drift[0].upper()}{here.drift[1:]}*")
    if here.quote:
        by = ", ".join(escape(part, 60) for part in (here.quote.who, here.quote.company) if part)
        lines.append(f"“{escape(here.quote.text, 200)}”" + (f" ({by})" if by else ""))
    return lines


def feedback(card: LeadCard) -> str:
    standing = card.standing
    others = len(standing.seconded_by)
    seconded = plural(others, "second opinion") if others else ""
    if standing.verdict is None:
        return seconded
    word = "👍 Landed" if standing.verdict is Verdict.LANDED else "👎 Fell flat"
    reasons = ", ".join(escape(mentioned(reason), 60) for reason in standing.reasons)
    said = f"{word}: {reasons}" if reasons else word
    return f"{said} · {seconded}" if seconded else said


def turned_down(card: LeadCard, here: CardContext) -> list[str]:
    """Who turned the lead down or set it aside before, why, and what was talked about."""
    return [f"↩️ {_turned_down(card, one, here)}" for one in card.before[-TURNED_DOWN:]]


def _turned_down(card: LeadCard, before: Standing, here: CardContext) -> str:
    at = time_at(before.closed_at, here)
    by = f"<@{before.declined_by}>" if before.declined_by else "The CRM"
    if before.state is State.NEW:
        return f"{by} said it is not theirs {at}"
    then = replace(card, standing=before)
    line = status_line(then, here)
    if before.state is State.NURTURE:
        line = f"{by} set it aside {at}: good fit, not now"
    if before.contacted_at is None:
        return line
    return f"{line} · {feedback(then) or 'contacted'}"


def crm_link(card: LeadCard) -> str:
    return f" · {link(card.crm_url, 'CRM')}" if is_linked(card) and card.crm_url else ""


def is_linked(card: LeadCard) -> bool:
    return (card.crm_url or "").startswith(("https://", "http://"))
