"""Inputs that several forms share: what they asked for, whom they chose."""

from collections.abc import Sequence

from bot.blocks.elements import checkboxes, choice, field, menu, option, text_input
from bot.blocks.message import Block
from bot.blocks.text import plain_text
from bot.domain.losses import MAX_COMPETITOR, WHY_THEM
from bot.domain.roles import UserGroup
from bot.domain.wishes import MAX_WISH

MAX_OPTIONS = 100
_GROUP_IDS = "Their ids, such as S0123ABCD: open the group in Slack, ⋯, Copy group ID."
Value = str | tuple[str, ...] | None
"""What an input of a form holds."""


def wish(known: Sequence[str]) -> list[Block]:
    """`known` are what colleagues noted lately: chosen again, the same wish is spelled the same."""
    if not known:
        return [field("They asked for", "wish", text_input(limit=MAX_WISH, placeholder="SSO"))]
    select = choice("static_select", [option(text, text) for text in known])
    select["placeholder"] = plain_text("What colleagues heard too", 150)
    return [
        field("They asked for", "wish_known", select),
        field("They asked for something else", "wish", text_input(limit=MAX_WISH)),
    ]


_POOLED = (
    "What you wrote is shown without a name once five people have written, or thrown away after "
    "eight weeks. Until then /leads unsay takes it back."
)


def without_name() -> Block:
    """What stands above it is told apart from the lead; the screen says when it is shown."""
    hidden = checkboxes([option("Don't show my name", "hide")])
    return field("Name", "hide_name", hidden, hint=_POOLED)


def user_groups(
    label: str, name: str, chosen: Sequence[str], known: Sequence[UserGroup] | None
) -> list[Block]:
    """A menu; ids where Slack does not say which there are; nothing where there are none."""
    names = {group.id: group.name for group in known or ()}
    names |= {group: group for group in chosen if group not in names}
    if known is None or len(names) > MAX_OPTIONS:
        return [field(label, name, text_input(initial=" ".join(chosen)), hint=_GROUP_IDS)]
    options = [option(text, group) for group, text in names.items()]
    return [field(label, name, menu(options, chosen))] if options else []


def listed(people: Value, groups: Value) -> list[str]:
    """People who were picked, then user groups: picked too, or their ids typed."""
    picked = [*people] if isinstance(people, tuple) else []
    typed = (groups if isinstance(groups, str) else "").replace(",", " ").split()
    return [*picked, *(groups if isinstance(groups, tuple) else typed)]


def competitor(
    label: str, name: str | None = None, why: str | None = None, *, optional: bool = True
) -> list[Block]:
    select = choice("static_select", [option(text, code) for code, text in WHY_THEM], why)
    select["placeholder"] = plain_text("What decided it?", 150)
    named = text_input(initial=name or "", limit=MAX_COMPETITOR)
    return [
        field(label, "competitor", named, optional=optional),
        field("Why them?", "competitor_why", select),
    ]
