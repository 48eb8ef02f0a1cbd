"""App Home: do now, owed answers, marketing's part, what nobody has, because of you, an admin's."""

from dataclasses import replace

from bot.blocks import away as away_blocks
from bot.blocks import deliveries, sit_ins
from bot.blocks.changes import change_lines
from bot.blocks.elements import actions, button, context, divider, header, section
from bot.blocks.home_list import HomeList, is_said, listing, said
from bot.blocks.home_marketing import marketing
from bot.blocks.lists import line
from bot.blocks.message import Block, Notice
from bot.blocks.text import escape
from bot.domain.cards import LeadLine
from bot.domain.deliveries import Deliveries
from bot.domain.home import Home, Part, SetUp, Troubles
from bot.domain.lifecycle import State
from bot.domain.phrases import plural
from bot.domain.setting_values import shown
from bot.domain.words import spaced

MAX_PAUSED = 3


def view(home: Home, notice: Notice | None = None) -> Block:
    """The Home. `notice` answers what was just pressed in it, where it was pressed if that list is
    still there, or else on top."""
    blocks = _body(home, notice)
    if notice and not is_said(blocks):
        blocks = [*said(notice.message, "top"), divider(), *blocks]
    return {"type": "home", "private_metadata": home.turned.text(), "blocks": blocks}


def _body(home: Home, notice: Notice | None) -> list[Block]:
    """By role: one's own leads come first, then marketing's part and an admin's."""
    blocks: list[Block] = []
    if home.is_admin and not home.set_up.is_done:
        blocks += [*_set_up(home.set_up), divider()]
    elif not home.set_up.settings.sales_channel:
        text = "Leadloop is not set up yet: an admin has to choose the channel for leads."
        blocks += [section(text), divider()]
    blocks += _do_now(home, notice)
    blocks += _owed(home, notice)
    blocks += _left(home, notice)
    blocks += _sit_ins(home, notice)
    if home.marketing is not None:
        blocks += marketing(home.marketing, home, notice)
    if home.troubles is not None:
        blocks += _troubles(home.troubles, notice)
    blocks += _unclaimed(home, notice)
    blocks += _because(home, notice)
    blocks += [divider(), *away_blocks.at_home(home.away)]
    if home.is_admin and home.set_up.is_done:
        blocks += _set_up(home.set_up)
    return blocks


def _do_now(home: Home, notice: Notice | None) -> list[Block]:
    """Who has something else here to do is not told first that there is nothing."""
    has_more = home.owed.total or home.marketing is not None or home.is_admin
    empty = "" if has_more else "Nothing. You have no open leads."
    entries = [_to_do(lead, home) for lead in home.do_now.items]
    return listing(HomeList(Part.DO_NOW, "Do now", home.do_now, entries, empty=empty), notice)


def _to_do(lead: LeadLine, home: Home) -> list[Block]:
    if lead.state is State.NEW:
        mine = replace(lead, assigned_to=None)  # the buttons say for whom it is
        got_it = button("Got it", "take", lead.id, "primary")
        answer = actions(got_it, button("Not mine", "not_mine", lead.id))
        return [section(line(mine, home.now, home.zone)), answer]
    entry = section(line(lead, home.now, home.zone))
    outcome = button("Log outcome", "outcome", lead.id)
    if lead.state is State.ACCEPTED:
        return [entry, actions(*_judge(lead), outcome)]
    return [{**entry, "accessory": outcome}]


def _owed(home: Home, notice: Notice | None) -> list[Block]:
    """One tap each: marketing learns from nothing else."""
    entries = [
        [section(line(lead, home.now, home.zone)), actions(*_judge(lead))]
        for lead in home.owed.items
    ]
    intro = [context("You talked to them. Did the pitch land?")] if entries else []
    return listing(HomeList(Part.OWED, "Owed answers", home.owed, entries, intro), notice)


def _left(home: Home, notice: Notice | None) -> list[Block]:
    """For who may hand them on."""
    entries = []
    for lead in home.left.items:
        owner = f"<@{lead.owner}>" if lead.owner else "Its owner"
        told = section(f"{line(lead, home.now, home.zone)} · {owner} has left this Slack")
        entries.append([{**told, "accessory": button("Hand to…", "hand_over", lead.id)}])
    return listing(HomeList(Part.LEFT, "Nobody is here for these", home.left, entries), notice)


def _sit_ins(home: Home, notice: Notice | None) -> list[Block]:
    entries = [sit_ins.at_home(one, home.user) for one in home.sit_ins.items]
    return listing(HomeList(Part.SIT_INS, "Sitting in", home.sit_ins, entries), notice)


def _judge(lead: LeadLine) -> list[Block]:
    return [
        button("👍 Landed", "landed", lead.id),
        button("👎 Fell flat", "fell_flat", lead.id),
    ]


def _unclaimed(home: Home, notice: Notice | None) -> list[Block]:
    entries = [
        [
            {
                **section(line(lead, home.now, home.zone)),
                "accessory": button("I'll take it", "take", lead.id),
            }
        ]
        for lead in home.unclaimed.items
    ]
    title, empty = "Nobody has these yet", "Nothing is waiting: every lead has an owner."
    return listing(HomeList(Part.UNCLAIMED, title, home.unclaimed, entries, empty=empty), notice)


def _because(home: Home, notice: Notice | None) -> list[Block]:
    today = home.now.astimezone(home.zone).date()
    entries = [
        [section("\n".join(change_lines(item, home.names, today)))] for item in home.because.items
    ]
    because = HomeList(Part.BECAUSE, "Because of you", home.because, entries)
    return listing(because, notice)


def _troubles(troubles: Troubles, notice: Notice | None) -> list[Block]:
    """What an admin can mend; nothing while all is well."""
    title = "Owners that match nobody"
    lines = [
        f"*{escape(owner.email, 120)}*  {plural(owner.leads, 'lead')}"
        for owner in troubles.owners.items
    ]
    entries = [[section("\n".join(lines))]] if lines else []
    owners = HomeList(Part.OWNERS, title, troubles.owners, entries, [context(_UNMATCHED)])
    return [*_undelivered(troubles.deliveries), *listing(owners, notice)]


def _undelivered(found: Deliveries) -> list[Block]:
    count = len(found.dead) + sum(lane.waiting for lane in found.paused)
    if not count:
        return []
    blocks = [header(f"Undelivered messages · {spaced(count)}")]
    for lane in found.paused[:MAX_PAUSED]:
        blocks += deliveries.channel_paused(lane).blocks[:1]
    return [*blocks, *(deliveries.given_up(found.dead).blocks if found.dead else [])]


_UNMATCHED = (
    "Open leads came with these owners' addresses, which nobody in this Slack has. Correct the "
    "owner in your CRM, or invite the colleague."
)


def _set_up(state: SetUp) -> list[Block]:
    settings = state.settings
    open_settings = button("Settings", "settings", "home")
    if state.is_done:
        return [actions(open_settings)]
    time = f"{settings.digest_day.capitalize()} {shown(settings.digest_time)}"
    due = f"{time}, {settings.timezone}"
    steps = [
        (bool(settings.sales_channel), _channel("Channel for leads", settings.sales_channel)),
        (
            bool(settings.marketing_channel),
            _channel("Channel for marketing", settings.marketing_channel),
        ),
        (state.has_source, "A token for the system that sends leads"),
        (state.has_lead, "The first lead has arrived"),
        (state.digest_is_set, f"The digest comes when it suits you (now {due})"),
    ]
    if not state.has_source:
        steps[2] = (False, f"{steps[2][1]}: `leadloop token create NAME`")
    lines = [f"{'✅' if done else '⬜'} {text}" for done, text in steps]
    return [header("Set up"), section("\n".join(lines)), actions(open_settings)]


def _channel(name: str, channel: str) -> str:
    return f"{name}: <#{channel}>" if channel else name
