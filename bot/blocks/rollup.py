"""One card for several leads: of one company, what is the same once and then each with its
buttons; of a burst, a list with each one's buttons."""

from collections.abc import Sequence

from bot.blocks.card_buttons import listed_buttons, unclaimed_buttons, worked_buttons, yes_or_no
from bot.blocks.card_lines import (
    company_line,
    contact_due,
    crm_link,
    feedback,
    landed_here,
    light_of,
    person_line,
    what_we_said,
    why_now,
)
from bot.blocks.elements import actions, button, context, divider, modal, section
from bot.blocks.message import Block, Message
from bot.blocks.status import CardContext, status_line
from bot.blocks.text import ago, date_time, escape
from bot.domain import words
from bot.domain.cards import LeadCard
from bot.domain.lifecycle import State
from bot.domain.phrases import plural
from bot.domain.rollup import Burst, BurstLine

BURST_SHOWN = 6
BURST_PAGE = 10


def build(leads: Sequence[LeadCard], here: CardContext) -> Message:
    """The card as it should look now. `leads` are of one company, the first came first."""
    first = leads[0]
    waiting = [lead for lead in leads if lead.standing.state is State.NEW]
    campaigns = {lead.campaign for lead in leads}
    campaign = first.campaign if len(campaigns) == 1 else None
    several = "several campaigns" if len(campaigns) > 1 else "campaign unknown"
    where = escape(campaign.name, 80) if campaign else several
    arrived = ago(first.arrived_at, words.when(first.arrived_at, here.now, here.zone))
    light = "🟢" if waiting else "🔵"
    company = escape(first.company.name or first.company.domain or "one company", 80)
    title = f"*{len(leads)} leads* from {company} · {where} · {arrived}"
    blocks = [context(f"{light} {title}"), section(company_line(first))]
    if campaign and waiting and (said := what_we_said(first)):
        blocks.append(section("\n".join([*said, *landed_here(first.landed_here)])))
    for lead in leads:
        blocks += [divider(), *_one(lead, here, named=campaign is None)]
    blocks += _together(waiting, here)
    names = ", ".join(escape(lead.label, 60) for lead in leads)
    return Message(f"{len(leads)} leads from {company}: {names}", blocks)


def _one(lead: LeadCard, here: CardContext, *, named: bool) -> list[Block]:
    if lead.standing.state is State.NEW:
        from_where = f" · {escape(lead.campaign.name, 80)}" if named and lead.campaign else ""
        lines = [f"{person_line(lead)}{from_where}", *why_now(lead, here)]
        return [section("\n".join(lines)), unclaimed_buttons(lead, style=None)]
    who = f"{light_of(lead)} *{escape(lead.label, 80)}*{crm_link(lead)}"
    lines = [f"{who} · {status_line(lead, here)}", feedback(lead)]
    return [section("\n".join(line for line in lines if line)), worked_buttons(lead, here)]


def _together(waiting: Sequence[LeadCard], here: CardContext) -> list[Block]:
    """For whoever wants the whole company; the clock of the most urgent one."""
    if not waiting:
        return []
    urgent = min(waiting, key=lambda lead: lead.contact_by)
    blocks = [divider(), context(contact_due(urgent, here))]
    if len(waiting) > 1:
        label = f"I'll take all {len(waiting)}"
        blocks.append(actions(button(label, "take_all", waiting[0].id, "primary")))
    return blocks


def burst(page: Burst, here: CardContext) -> Message:
    """The card of a burst: its first leads that nobody has, and a button to all of them."""
    since = words.moment(page.since, here.now, here.zone)
    count = plural(page.total, "more lead")
    came = f"{count} since {date_time(page.since, since)}"
    light, left = ("🟢", f"{page.waiting} to be had") if page.waiting else ("⚪", "nobody waits")
    blocks = [section(f"{light} *{came}* · {left}")]
    if page.waiting:
        blocks.append(context("Whatever you take gets a card of its own here."))
    for line in page.lines:
        blocks += [divider(), _listed(line, here), listed_buttons(line.lead)]
    if page.declined:
        blocks.append(context(f"{page.declined} not for us: `/leads show NAME` reopens one"))
    if page.waiting > len(page.lines):
        label = f"Show all {page.waiting}"
        blocks.append(actions(button(label, "burst_show", "0")))
    return Message(f"{count} since {since}: {left}", blocks)


def burst_list(page: Burst | None, place: str, here: CardContext, said: str = "") -> Block:
    """All of them, page by page; `place` is kept for the next press, `said` answers the last."""
    answer = escape(said, 600)
    blocks = [context(answer)] if answer else []
    if page is None or not page.lines:
        blocks.append(section("Nobody waits here any more."))
        return modal("burst", "Waiting leads", blocks, metadata=f"{place[:100]} 0")
    for line in page.lines:
        lead = line.lead
        buttons = yes_or_no(lead.id, lead.assigned_to, prefix="burst_")
        blocks += [_listed(line, here), actions(*buttons), divider()]
    first, last = page.offset + 1, page.offset + len(page.lines)
    turn = []
    if page.offset:
        turn.append(button("Earlier", "burst_turn.earlier", str(page.offset - BURST_PAGE)))
    if last < page.waiting:
        turn.append(button("Show more", "burst_turn.more", str(last)))
    blocks.append(context(f"{first}–{last} of {page.waiting}"))
    blocks += [actions(*turn)] if turn else []
    return modal("burst", "Waiting leads", blocks, metadata=f"{place[:100]} {page.offset}")


def _listed(line: BurstLine, here: CardContext) -> Block:
    lead = line.lead
    company = lead.company if lead.company != lead.label else None
    who = " · ".join(escape(part, 80) for part in (lead.label, company) if part)
    scores = [
        f"{name} {score}"
        for name, score in (("Fit", line.fit), ("Intent", line.intent))
        if score is not None
    ]
    due = date_time(lead.contact_by, words.moment(lead.contact_by, here.now, here.zone))
    meant = f"for <@{lead.assigned_to}>" if lead.assigned_to else None
    campaign = escape(lead.campaign, 60) if lead.campaign else None
    facts = [part for part in (campaign, *scores, meant, f"due {due}") if part]
    return section(f"*{who}*\n{' · '.join(facts)}")
