"""Who is who, in the form behind /leads settings."""

from collections.abc import Mapping, Sequence

from bot.blocks import inputs
from bot.blocks.elements import divider, field, header
from bot.blocks.message import Block
from bot.blocks.text import plain_text
from bot.domain.roles import Role, UserGroup, is_group
from bot.domain.setting_values import MAX_LISTED
from bot.domain.settings import Settings

LABELS: Mapping[str, str] = {
    Role.SALES: "Sales",
    Role.SALES_LEAD: "Sales leads",
    Role.MARKETING: "Marketing",
    Role.MARKETING_LEAD: "Marketing leads",
    Role.ADMIN: "Admins",
}
_NOBODY = {
    Role.SALES: "Nobody chosen: everybody may take leads.",
    Role.SALES_LEAD: "They agree next steps and edit the routes. Nobody chosen: Slack's admins.",
    Role.MARKETING: "Nobody chosen: whoever is in the channel for marketing.",
    Role.MARKETING_LEAD: "Nobody chosen: Slack's admins.",
    Role.ADMIN: "They change these settings. Nobody chosen: Slack's admins.",
}
_GROUPS = "_groups"
MOST_SHOWN = 15


def form(settings: Settings, known: Sequence[UserGroup] | None) -> list[Block]:
    """People, and those of the `known` user groups."""
    blocks = [divider(), header("Who is who")]
    for role in Role:
        listed = settings.listed(role)
        people = [one for one in listed if not is_group(one)]
        groups = [one for one in listed if is_group(one)]
        label = LABELS[role]
        blocks += [
            field(label, role.value, _people(people), hint=_NOBODY[role]),
            *inputs.user_groups(f"{label}: user groups", role.value + _GROUPS, groups, known),
        ]
    return blocks


def mentions(listed: Sequence[str]) -> str:
    """People and user groups as Slack shows them."""
    shown = [f"<!subteam^{one}>" if is_group(one) else f"<@{one}>" for one in listed]
    return ", ".join(shown[:MOST_SHOWN]) + (" …" if len(shown) > MOST_SHOWN else "")


def _people(chosen: list[str]) -> Block:
    element: Block = {
        "type": "multi_users_select",
        "placeholder": plain_text("People", 150),
        "max_selected_items": MAX_LISTED,
    }
    return {**element, "initial_users": chosen} if chosen else element


def chosen(values: Mapping[str, str | tuple[str, ...] | None], role: str) -> str:
    """What the form says for a role, as its setting's text: people, then groups."""
    return ",".join(inputs.listed(values.get(role), values.get(role + _GROUPS)))
