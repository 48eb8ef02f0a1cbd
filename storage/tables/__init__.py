"""The tables. Every key and index starts with the workspace (`team_id`).

SQLModel declares them; rows never leave `storage`: repositories run Core statements on
`Model.__table__` and build the frozen values of `bot.domain`.
"""

from storage.tables.campaigns import Campaign, CampaignChange, Change, PitchOpinion
from storage.tables.feedback import (
    BACK_AGAIN,
    Dispute,
    FeedbackEvent,
    FeedbackText,
    Pool,
    PooledText,
    Reaction,
    SitIn,
    SitInLine,
    Wish,
)
from storage.tables.leads import Lead, LeadAlias, LeadPerson, Reminder, Touchpoint
from storage.tables.outward import Card, Halt, Lane, Message
from storage.tables.runs import FindingAnswer, Receipt, Run, Schedule
from storage.tables.workspace import (
    Absence,
    Definition,
    Member,
    PersonHours,
    RouteDraft,
    RouteSet,
    RouteTurn,
    SettingChange,
    Source,
    UserGroup,
    Workspace,
)

__all__ = [
    "BACK_AGAIN",
    "Absence",
    "Campaign",
    "CampaignChange",
    "Card",
    "Change",
    "Definition",
    "Dispute",
    "FeedbackEvent",
    "FeedbackText",
    "FindingAnswer",
    "Halt",
    "Lane",
    "Lead",
    "LeadAlias",
    "LeadPerson",
    "Member",
    "Message",
    "PersonHours",
    "PitchOpinion",
    "Pool",
    "PooledText",
    "Reaction",
    "Receipt",
    "Reminder",
    "RouteDraft",
    "RouteSet",
    "RouteTurn",
    "Run",
    "Schedule",
    "SettingChange",
    "SitIn",
    "SitInLine",
    "Source",
    "Touchpoint",
    "UserGroup",
    "Wish",
    "Workspace",
]
