"""Who may do what: five roles, and one table of deeds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Each is the name of the setting that lists its people and Slack user groups."""

    SALES = "sales"
    SALES_LEAD = "sales_leads"
    MARKETING = "marketing"
    MARKETING_LEAD = "marketing_leads"
    ADMIN = "admins"


class Deed(StrEnum):
    WORK_LEADS = "work_leads"
    HAND_ON = "hand_on"
    CHANGE_SETTINGS = "change_settings"
    ROUTE = "route"
    AGREE_STEP = "agree_step"
    EDIT_CAMPAIGN = "edit_campaign"
    PROMISE_CHANGE = "promise_change"
    SEND_DIGEST = "send_digest"
    PROPOSE_DEFINITION = "propose_definition"
    SIGN_DEFINITION = "sign_definition"
    DISPUTE = "dispute"
    RULE_DISPUTE = "rule_dispute"
    EXPORT = "export"
    MEND_DELIVERIES = "mend_deliveries"


@dataclass(frozen=True, slots=True)
class UserGroup:
    """One of Slack's, with its @handle as name."""

    id: str
    name: str


_MARKETING = (Role.MARKETING, Role.MARKETING_LEAD, Role.ADMIN)
_LEADS = (Role.SALES_LEAD, Role.MARKETING_LEAD)

MAY: Mapping[Deed, tuple[Role, ...]] = {
    Deed.WORK_LEADS: (Role.SALES, Role.SALES_LEAD, Role.ADMIN),
    Deed.HAND_ON: (Role.SALES_LEAD, Role.ADMIN),
    Deed.CHANGE_SETTINGS: (Role.ADMIN,),
    Deed.ROUTE: (Role.SALES_LEAD, Role.ADMIN),
    Deed.AGREE_STEP: (Role.SALES_LEAD,),
    Deed.EDIT_CAMPAIGN: _MARKETING,
    Deed.PROMISE_CHANGE: _MARKETING,
    Deed.SEND_DIGEST: _MARKETING,
    Deed.PROPOSE_DEFINITION: _LEADS,
    Deed.SIGN_DEFINITION: _LEADS,
    Deed.DISPUTE: _MARKETING,
    Deed.RULE_DISPUTE: _LEADS,
    Deed.EXPORT: _MARKETING,
    Deed.MEND_DELIVERIES: (Role.ADMIN,),
}

_WORDS: Mapping[Role, str] = {
    Role.SALES: "sales",
    Role.SALES_LEAD: "sales leads",
    Role.MARKETING: "marketing",
    Role.MARKETING_LEAD: "marketing leads",
    Role.ADMIN: "admins",
}
_WIDER = {Role.SALES_LEAD: Role.SALES, Role.MARKETING_LEAD: Role.MARKETING}

CHANNEL_OF: Mapping[Role, str] = {
    Role.SALES: "sales_channel",
    Role.MARKETING: "marketing_channel",
}
"""The setting with the channel whose members have a role that lists nobody. Nobody listed for
another role: the workspace's own admins have it."""


def may(roles: Collection[Role], deed: Deed) -> bool:
    return any(role in roles for role in MAY[deed])


def is_group(listed: str) -> bool:
    """A user group's id (`S…`) rather than a person's."""
    return listed.startswith("S")


def refusal(deed: Deed, by_channel: Collection[Role], names: Collection[str]) -> str:
    """The sentence that says who may; `names` are some of them. What is `by_channel` is the role
    of everybody in its channel: no names stand for those."""
    able = [role for role in MAY[deed] if _WIDER.get(role) not in MAY[deed]]
    words = [
        f"people in the {_WORDS[role]} channel" if role in by_channel else _WORDS[role]
        for role in able
    ]
    who = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
    known = f": {', '.join(names)}." if names and not by_channel else "; ask one of them."
    done = "hand it to somebody else" if deed is Deed.HAND_ON else "do that"
    return f"Only {who} can {done}{known} Nothing was changed."
