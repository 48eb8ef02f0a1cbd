"""Marketing's part of App Home: what the digest found, what was promised, the campaigns."""

from bot.blocks.changes import change_lines, ending
from bot.blocks.elements import button, context, header, section
from bot.blocks.figures import buttons
from bot.blocks.home_list import HomeList, listing
from bot.blocks.message import Block, Notice
from bot.blocks.text import escape
from bot.domain import words
from bot.domain.changes import ChangeProgress
from bot.domain.digest import DigestFacts
from bot.domain.figures import CampaignFigures
from bot.domain.findings import in_words
from bot.domain.home import Found, Home, Marketing, Part
from bot.domain.phrases import counted
from bot.domain.stats import Reading


def marketing(seen: Marketing, home: Home, notice: Notice | None) -> list[Block]:
    if seen.digest is None:
        findings = [header("Findings"), section(_no_digest(seen, home))]
    else:
        findings = _findings(seen, seen.digest, notice)
    blocks = [*findings, *_promises(seen, home, notice)]
    return [*blocks, *_campaigns(seen, seen.digest, notice)] if seen.digest else blocks


def _no_digest(seen: Marketing, home: Home) -> str:
    settings = home.set_up.settings
    if not (settings.sales_channel and settings.marketing_channel):
        how = "It comes once an admin has chosen the channels for leads and for marketing."
    elif seen.first_at is None:
        how = "As it is set now, every week is left out."
    elif seen.first_at <= home.now:
        how = "The first comes in a few minutes."
    else:
        when = words.when(seen.first_at, home.now, home.zone)
        how = f"The first comes {when} ({settings.timezone})."
    return f"No digest was sent yet. {how} `/leads digest preview` shows what it would say now."


def _findings(seen: Marketing, digest: DigestFacts, notice: Notice | None) -> list[Block]:
    title = f"Findings of week {digest.week_number}"
    entries = [_finding(item, seen, digest.period) for item in seen.findings.items]
    empty = "Nothing stands out: no campaign differs from the others by more than chance."
    if digest.findings:
        empty = "Nothing more: what was answered rests for six weeks unless it gets worse."
    return listing(HomeList(Part.FINDINGS, title, seen.findings, entries, empty=empty), notice)


def _finding(item: Found, seen: Marketing, period: str) -> list[Block]:
    said = [escape(in_words(finding), 300) for finding in item.findings]
    text = "\n".join((f"*{escape(item.campaign, 80)}*  {item.reading}", *said))
    if item.reading is not Reading.BELOW:
        return [section(f"🟢 {text}")]
    entry = section(f"🔻 {text}")
    if item.campaign_id in seen.promised:
        return [entry, context("⏳ A change is promised, see below.")]
    value = f"{period}|{item.campaign_id}"
    return [entry, buttons(value)]


def _promises(seen: Marketing, home: Home, notice: Notice | None) -> list[Block]:
    today = home.now.astimezone(home.zone).date()
    entries = [
        [
            section("\n".join(change_lines(ChangeProgress(change), home.names, today))),
            ending(change),
        ]
        for change in seen.promises.items
    ]
    promises = HomeList(Part.PROMISES, "Open promises", seen.promises, entries)
    return listing(promises, notice)


def _campaigns(seen: Marketing, digest: DigestFacts, notice: Notice | None) -> list[Block]:
    """Lines, not a table: Slack promises those only in messages."""
    lines = [_campaign(item) for item in seen.campaigns.items]
    entries = [[section("\n".join(lines))]] if lines else []
    since, until = words.day(digest.since), words.day(digest.ends_on)
    note = context(f"Six weeks, {since} to {until}, each rate with its likely range")
    figures = button("All figures", "all_figures", digest.period)
    campaigns = HomeList(
        Part.CAMPAIGNS, "Campaigns", seen.campaigns, entries, intro=[note], also=[figures]
    )
    return listing(campaigns, notice)


def _campaign(item: CampaignFigures) -> str:
    taken, landed = counted(item.taken_share), counted(item.landed_share)
    name = f"*{escape(item.name, 80)}*  {item.reading}"
    return f"{name}\n　Taken {taken} · landed {landed}"
