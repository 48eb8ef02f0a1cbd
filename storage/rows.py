"""Rows to domain values and back, for leads and campaigns."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from bot.domain.campaigns import Campaign, Objection
from bot.domain.cards import LeadLine
from bot.domain.leads import Company, Person, Score, Touchpoint, known_as
from bot.domain.lifecycle import Action, Door, Event, Standing, State, Verdict
from bot.domain.masked import all_masked, bare, masked
from bot.ports import NewLead
from storage.base import Row

AGREED_STEP = "agreed_step"
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
    row: dict[str, Any] = {it.name: getattr(standing, it.name) for it in fields(standing)}
    row["main_reason"] = next(iter(standing.reasons), None)
    row["decline_code"] = next(iter(standing.decline_codes), None)
    for name in ("reasons", "decline_codes", "seconded_by"):
        row[name] = list(row[name])
    return row


def standing_value(row: Row) -> Standing:
    values: dict[str, Any] = {name: row[name] for name in Standing.__dataclass_fields__}
    values["state"] = State(values["state"])
    values["verdict"] = Verdict(values["verdict"]) if values["verdict"] else None
    values["seconded_by"] = tuple(values["seconded_by"])
    for name in ("reasons", "decline_codes"):  # these too may be in somebody's own words
        values[name] = all_masked(values[name])
    if values["competitor"]:
        values["competitor"] = masked(values["competitor"])
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
        codes=all_masked(row["codes"]),
        retracts=row["retracts"],
        detail=_masked_words(row["detail"]),
    )


def _masked_words(detail: dict[str, Any]) -> dict[str, Any]:
    said = detail.get("competitor")
    return {**detail, "competitor": masked(said)} if said else detail


def line_value(row: Row) -> LeadLine:
    return LeadLine(
        id=row["id"],
        label=known_as(row["person_name"], row["company_name"], row["source"], row["external_id"]),
        company=bare(row["company_name"]),
        campaign=row["campaign_name"],
        state=State(row["state"]),
        arrived_at=row["arrived_at"],
        contact_by=row["contact_by"],
        owner=row["owner"],
        assigned_to=row["assigned_to"],
        owes_answer=row["owner"] is not None and row["verdict"] is None,
    )


def lead_row(new: NewLead) -> dict[str, Any]:
    lead = new.lead
    return {
        "id": new.id,
        "source": new.source,
        "external_id": lead.external_id,
        "fingerprint": new.fingerprint,
        "revision": new.revision,
        "qualified": not new.failed,
        "definition_version": new.definition_version,
        "failed": list(new.failed),
        "held_for": AGREED_STEP if new.held and new.failed else None,
        "imported": new.imported,
        "campaign_id": new.campaign_id,
        "arrived_at": new.arrived_at,
        "occurred_at": lead.occurred_at,
        "contact_by": new.contact_by,
        "company_name": lead.company.name,
        "company_domain": lead.company.domain,
        "company_key": lead.company.key,
        "industry": lead.company.industry,
        "employees": lead.company.employees,
        "country": lead.company.country,
        "is_customer": lead.company.is_customer,
        "products": list(lead.company.products),
        "customer_kind": new.customer_kind,
        "fit_score": lead.fit.score,
        "fit_reasons": list(lead.fit.reasons),
        "intent_score": lead.intent.score,
        "intent_reasons": list(lead.intent.reasons),
        "committed_step": lead.committed_step,
        "utm": dict(lead.utm),
        "crm_url": lead.crm_url,
        "owner_email": lead.owner_email,
    }


def person_row(new: NewLead) -> dict[str, Any]:
    person = new.lead.person
    return {
        "lead_id": new.id,
        "name": person.name,
        "title": person.title,
        "email": person.email,
        "phone": person.phone,
        "is_decision_maker": person.is_decision_maker,
    }


def touchpoint_value(row: Row) -> Touchpoint:
    return Touchpoint(row["at"], row["channel"], row["name"], row["url"])


def touchpoint_rows(
    lead_id: str, points: Sequence[Touchpoint], start: int = 0
) -> list[dict[str, Any]]:
    return [
        {
            "lead_id": lead_id,
            "position": position,
            "at": point.at,
            "channel": point.channel,
            "name": point.name,
            "url": point.url,
        }
        for position, point in enumerate(points, start)
    ]
