"""Rows to domain values and back, for leads and campaigns."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.domain.campaigns import Campaign, Objection
from bot.domain.cards import LeadLine
from bot.domain.leads import Company, Person, Score
from bot.domain.lifecycle import Action, Door, Event, Standing, State, Verdict
from storage.base import Row

CAMPAIGN_LISTS = ("landed_chips", "value_points", "risk_points", "dont_say", "proof_links")


def campaign_row(campaign: Campaign, now: datetime) -> dict[str, Any]:
    row = asdict(campaign)
    row["objections"] = list(row["objections"])
    for name in CAMPAIGN_LISTS:
        row[name] = list(row[name])
    return {**row, "updated_at": now}


def campaign_value(row: Row, prefix: str = "") -> Campaign:
    names = Campaign.__dataclass_fields__
    values: dict[str, Any] = {name: row[prefix + name] for name in names}
    values["objections"] = tuple(Objection(**item) for item in values["objections"])
    for name in CAMPAIGN_LISTS:
        values[name] = tuple(values[name] or ())
    return Campaign(**values)


def standing_row(standing: Standing) -> dict[str, Any]:
    row = asdict(standing)
    row["main_reason"] = next(iter(standing.reasons), None)
    row["decline_code"] = next(iter(standing.decline_codes), None)
    for name in ("reasons", "decline_codes", "seconded_by"):
        row[name] = list(row[name])
    return row


def standing_value(row: Row) -> Standing:
    values: dict[str, Any] = {name: row[name] for name in Standing.__dataclass_fields__}
    values["state"] = State(values["state"])
    values["verdict"] = Verdict(values["verdict"]) if values["verdict"] else None
    for name in ("reasons", "decline_codes", "seconded_by"):
        values[name] = tuple(values[name])
    return Standing(**values)


def person_value(row: Row, *, contact: bool) -> Person:
    return Person(
        name=row["name"],
        title=row["title"],
        email=row["email"] if contact else None,
        phone=row["phone"] if contact else None,
        is_decision_maker=row["is_decision_maker"],
    )


def company_value(row: Row) -> Company:
    return Company(
        name=row["company_name"],
        domain=row["company_domain"],
        industry=row["industry"],
        employees=row["employees"],
        country=row["country"],
        is_customer=row["is_customer"],
        products=tuple(row["products"] or ()),
    )


def score_value(row: Row, name: str) -> Score:
    return Score(row[f"{name}_score"], tuple(row[f"{name}_reasons"]))


def event_row(lead_id: str, sequence: int, event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "lead_id": lead_id,
        "sequence": sequence,
        "at": event.at,
        "user": event.user,
        "action": event.action.value,
        "door": event.door.value,
        "codes": list(event.codes),
        "retracts": event.retracts,
        "detail": dict(event.detail),
    }


def event_value(row: Row) -> Event:
    return Event(
        id=row["id"],
        at=row["at"],
        user=row["user"],
        action=Action(row["action"]),
        door=Door(row["door"]),
        codes=tuple(row["codes"]),
        retracts=row["retracts"],
        detail=row["detail"],
    )


def line_value(row: Row) -> LeadLine:
    return LeadLine(
        id=row["id"],
        label=row["person_name"] or row["company_name"] or row["external_id"],
        company=row["company_name"],
        campaign=row["campaign_name"],
        state=State(row["state"]),
        arrived_at=row["arrived_at"],
        contact_by=row["contact_by"],
        owner=row["owner"],
        assigned_to=row["assigned_to"],
        owes_answer=row["owner"] is not None and row["verdict"] is None,
    )
