"""App Home: do now, owed answers, what nobody has, because of you, away, set-up."""

from collections.abc import Sequence
from dataclasses import replace

from bot.blocks import away as away_blocks
from bot.blocks import changes
from bot.blocks.elements import actions, button, context, divider, header, section
from bot.blocks.lists import line
from bot.blocks.message import Block, Message
from bot.domain.cards import LeadLine
from bot.domain.home import Home, SetUp
from bot.domain.lifecycle import State
from bot.domain.phrases import plural
from bot.domain.settings import shown

SHOWN = 8
UNCLAIMED = 10


def view(home: Home, notice: Message | None = None) -> Block:
    """The Home; `notice` answers what was just pressed in it."""
    blocks = [*notice.blocks, divider()] if notice else []
    if home.is_admin and not home.set_up.is_done:
        blocks += [*_set_up(home.set_up), divider()]
    elif not home.set_up.settings.sales_channel:
        text = "Leadloop is not set up yet: an admin has to choose the channel for leads."
        blocks += [section(text), divider()]
    blocks += _do_now(home)
    blocks += _owed(home)
    blocks += _unclaimed(home)
    blocks += changes.because_of(home.because, home.now.astimezone(home.zone).date())
    blocks += [divider(), *away_blocks.at_home(home.away)]
    if home.is_admin and home.set_up.is_done:
        blocks += _set_up(home.set_up)
    return {"type": "home", "blocks": blocks[:100]}


def _do_now(home: Home) -> list[Block]:
    if not (home.waiting or home.do_now):
        return [header("Do now"), section("Nothing. You have no open leads.")]
    blocks = [header("Do now")]
    for lead in home.waiting[:SHOWN]:
        mine = replace(lead, assigned_to=None)  # the buttons say for whom it is
        blocks.append(section(line(mine, home.now, home.zone)))
        got_it = button("Got it", "take", lead.id, "primary")
        blocks.append(actions(got_it, button("Not mine", "not_mine", lead.id)))
    for lead in home.do_now[:SHOWN]:
        entry = section(line(lead, home.now, home.zone))
        outcome = button("Log outcome", "outcome", lead.id)
        if lead.state is State.ACCEPTED:
            blocks += [entry, actions(*_judge(lead), outcome)]
        else:
            blocks.append({**entry, "accessory": outcome})
    return [*blocks, *_more(home.do_now, SHOWN, "`/leads` lists them all.")]


def _owed(home: Home) -> list[Block]:
    """One tap each: marketing learns from nothing else."""
    if not home.owed:
        return []
    blocks = [header("Owed answers"), context("You talked to them. Did the pitch land?")]
    for lead in home.owed[:SHOWN]:
        blocks.append(section(line(lead, home.now, home.zone)))
        blocks.append(actions(*_judge(lead)))
    return [*blocks, *_more(home.owed, SHOWN, "Answer these first.")]


def _judge(lead: LeadLine) -> list[Block]:
    return [
        button("👍 Landed", "landed", lead.id),
        button("👎 Fell flat", "fell_flat", lead.id),
    ]


def _unclaimed(home: Home) -> list[Block]:
    title = header("Nobody has these yet")
    if not home.unclaimed:
        return [title, section("Nothing is waiting: every lead has an owner.")]
    blocks = [title]
    for lead in home.unclaimed[:UNCLAIMED]:
        entry = section(line(lead, home.now, home.zone))
        blocks.append({**entry, "accessory": button("I'll take it", "take", lead.id)})
    return [*blocks, *_more(home.unclaimed, UNCLAIMED, "`/leads open` lists them all.")]


def _more(leads: Sequence[LeadLine], limit: int, where: str) -> list[Block]:
    rest = len(leads) - limit
    return [context(f"And {plural(rest, 'more lead')}. {where}")] if rest > 0 else []


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
