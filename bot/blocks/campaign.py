"""What `/leads campaign` and `/leads worked` answer: figures, the brief, and what landed."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks import edit_brief, would_you
from bot.blocks.changes import change_lines
from bot.blocks.elements import actions, button, context, header, section
from bot.blocks.figures import HEAD, campaign_row, quote, reasons, table, whole_lines
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain import phrases
from bot.domain.cards import Quote
from bot.domain.figures import CampaignFigures, CampaignReport, best_first

MAX_CAMPAIGNS = 40
SIX_WEEKS = "last 6 weeks"
NOTHING = "No leads came in during the last 6 weeks."


def overview(campaigns: Sequence[CampaignFigures]) -> Message:
    """Every campaign with its likely ranges."""
    if not campaigns:
        return Message(NOTHING, [section(NOTHING)])
    shown = best_first(campaigns, MAX_CAMPAIGNS)
    grid = table(f"Campaigns, {SIX_WEEKS}", HEAD, [campaign_row(item) for item in shown])
    more = len(campaigns) - len(shown)
    hint = "One of them in full: `/leads campaign NAME`"
    note = f"{phrases.plural(more, 'more campaign')} brought fewer leads. {hint}" if more else hint
    lines = [
        f"{escape(name, 60)}: taken {taken} · landed {landed} · {reading}"
        for name, reading, taken, landed in (campaign_row(item) for item in shown[:20])
    ]
    return Message(whole_lines(lines), [grid, context(note)])


def report(given: CampaignReport, period: str, now: datetime, zone: ZoneInfo) -> Message:
    """One campaign: figures, reasons, quotes, the brief with what reps say to it, and what was
    changed."""
    item = given.figures
    blocks = [header(given.campaign.name), section("\n".join(_figures(item)))]
    blocks += [section(_quotes(given.quotes))] if given.quotes else []
    if brief := [*_brief(given), *_opinions(given)]:
        blocks.append(section("\n".join(brief)))
    today = now.astimezone(zone).date()
    lines = [line for change in given.changes for line in change_lines(change, given.names, today)]
    blocks += [section("\n".join(("*You said, we did*", *lines)))] if lines else []
    blocks += edit_brief.history(given.edits, given.names, now, zone)
    blocks.append(
        actions(
            button("We'll change this", "promise_change", f"{period}|{item.campaign_id}"),
            button("Edit the brief", edit_brief.EDIT, item.campaign_id),
            button("Would you say this?", would_you.ASK, item.campaign_id),
        )
    )
    return Message(f"{escape(given.campaign.name, 80)}, {SIX_WEEKS}: {_summary(item)}", blocks)


def worked(found: Sequence[tuple[CampaignFigures, Quote | None]]) -> Message:
    """What lands, campaign by campaign, with a quote each."""
    if not found:
        empty = "Nobody has said yet what landed. One 👍 on a card is enough."
        return Message(empty, [section(empty)])
    blocks = [header(f"What landed, {SIX_WEEKS}")]
    for item, said in found:
        line = f"*{escape(item.name, 80)}*  {item.landed} of {item.told} landed"
        line += f": {reasons(item.landed_reasons)}" if item.landed_reasons else ""
        blocks.append(section(f"{line}\n>{quote(said)}" if said else line))
    blocks.append(context("More quotes of one campaign: `/leads worked CAMPAIGN`"))
    return Message(f"What landed, {SIX_WEEKS}", blocks)


def worked_in(given: CampaignReport) -> Message:
    """What landed and what fell flat in one campaign, in the prospects' words."""
    item = given.figures
    lines = [f"*{escape(given.campaign.name, 80)}*  {_landed(item)}"]
    if item.landed_reasons:
        lines.append(f"👍 {reasons(item.landed_reasons)}")
    if item.flat_reasons:
        lines.append(f"👎 {reasons(item.flat_reasons)}")
    blocks: list[Block] = [section("\n".join(lines))]
    blocks += [section(_quotes(given.quotes))] if given.quotes else []
    return Message("\n".join(lines), blocks)


def _summary(item: CampaignFigures) -> str:
    return f"{item.taken} of {item.taken_share.of} taken, {_landed(item)}; {item.reading}"


def _landed(item: CampaignFigures) -> str:
    return f"{item.landed} of {item.told} landed"


def _figures(item: CampaignFigures) -> list[str]:
    taken, landed = phrases.counted(item.taken_share), phrases.counted(item.landed_share)
    steps = [
        phrases.plural(item.delivered, "lead"),
        f"{item.contacted} contacted",
        phrases.plural(item.met, "meeting"),
        f"{item.won} won",
    ]
    lines = [
        f"*{SIX_WEEKS.capitalize()}: {item.reading}*",
        f"Taken {taken} · landed {landed}",
        " → ".join(steps),
    ]
    for word, counts in (
        ("Landed", item.landed_reasons),
        ("Fell flat", item.flat_reasons),
        ("Why no", item.why_no),
    ):
        lines += [f"*{word}*  {reasons(counts)}"] if counts else []
    return lines


def _quotes(quotes: Sequence[Quote]) -> str:
    return "\n".join(f">{quote(item)}" for item in quotes)


def _brief(given: CampaignReport) -> list[str]:
    campaign, lines = given.campaign, list[str]()
    for word, text in (
        ("We said", campaign.promise),
        ("For", campaign.audience),
        ("Offer", campaign.offer),
        ("Open with", campaign.opening_line),
        ("Worth to them", " · ".join(campaign.value_points)),
        ("Risk of waiting", " · ".join(campaign.risk_points)),
    ):
        lines += [f"*{word}*  {escape(text, 300)}"] if text else []
    lines += _step(given)
    lines += [
        f"*They'll say*  “{escape(item.objection, 150)}” → {escape(item.answer, 250)}"
        for item in campaign.objections[:3]
    ]
    return lines


def _step(given: CampaignReport) -> list[str]:
    campaign, lines = given.campaign, list[str]()
    if campaign.committed_step:
        by = escape(given.names.get(campaign.agreed_by or "", "Sales"), 60)
        agreed = f" ({by} agreed)" if campaign.is_agreed and campaign.agreed_by else ""
        lines.append(f"*Agreed next step*  {escape(campaign.committed_step, 300)}{agreed}")
    if given.waiting:
        leads = phrases.plural(given.waiting, "lead")
        lines.append(f"⏸ {leads} not posted: sales has not agreed the next step yet")
    return lines


def _opinions(given: CampaignReport) -> list[str]:
    named = [
        would_you.line(one, given.names.get(one.user, "A colleague")) for one in given.opinions
    ]
    return [f"*Would you say this?*  {' · '.join(named[:6])}"] if named else []
