"""A definition of a qualified lead in words: criteria, who signed, what it would have done."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.text import escape
from bot.domain.definition import Criteria, Definition, DefinitionState, Side, Simulation
from bot.domain.deliveries import is_user
from bot.domain.setting_values import REQUIRABLE
from bot.domain.words import day, spaced


def simulated(found: Simulation) -> list[str]:
    """What criteria would have done, in at most four lines."""
    weeks = f"*In the last {found.weeks} weeks*"
    if not found.reached + found.let_in:
        return [f"{weeks} no leads came: nothing can be said."]
    said = [
        f"{weeks}  {_count(found.reached)} reached the reps; it would have been "
        f"{spaced(found.would_reach)}"
    ]
    lost = f"*Kept back*  {_count(found.kept_back)}"
    if found.kept_back:
        lost += (
            f": {spaced(found.taken_lost)} that were taken, {spaced(found.landed_lost)} of "
            f"{spaced(found.landed)} that landed, {spaced(found.won_lost)} of "
            f"{spaced(found.won)} wins"
        )
    said.append(lost)
    said += [f"*Let in*  {_count(found.let_in)} that were kept back"] if found.let_in else []
    before, after = found.a_week(found.reached), found.a_week(found.would_reach)
    if before is not None and after is not None:
        said.append(f"*Leads a rep and week*  {before:.1f} → {after:.1f}")
    return said


def _count(number: int) -> str:
    return f"{spaced(number)} {'lead' if number == 1 else 'leads'}"


def how_declined(definition: Definition) -> str:
    by = definition.declined_by or ""
    verb = "withdrew" if by == definition.proposed_by else "declined"
    word = f" “{escape(definition.word, 300)}”" if definition.word else ""
    return f"{person(by)} {verb} it.{word}"


def name_of(definition: Definition) -> str:
    return f"Definition {definition.version}" if definition.version else "Which leads reach reps"


def in_force_since(definition: Definition, zone: ZoneInfo) -> str:
    at = definition.in_force_at
    if at is None:
        return "As an admin set it. Nobody has signed a definition yet."
    since = f"Since {day(at.astimezone(zone).date())} {at.astimezone(zone).year}"
    if definition.is_direct:
        return f"{since} · set by admin: {person(definition.proposed_by)}"
    signed = [
        f"{side}: {person(one.signed_by)}"
        for side, one in ((Side.SALES, definition.sales), (Side.MARKETING, definition.marketing))
        if one is not None
    ]
    return " · ".join([since, *signed])


def person(user: str) -> str:
    return f"<@{user}>" if is_user(user) else escape(user, 60)


def _values(criteria: Criteria) -> dict[str, str]:
    known = ", ".join(escape(name, 40) for name in criteria.required_fields[: len(REQUIRABLE)])
    return {
        "Fit": f"at least {criteria.min_fit}" if criteria.min_fit else "any",
        "Intent": f"at least {criteria.min_intent}" if criteria.min_intent else "any",
        "Must be known": known or "nothing",
        "Next step": "agreed with sales" if criteria.require_agreed_step else "not asked for",
    }


def lines(criteria: Criteria) -> list[str]:
    return [f"*{name}*  {value}" for name, value in _values(criteria).items()]


def differences(before: Criteria, after: Criteria) -> list[str]:
    old, new = _values(before), _values(after)
    differ = [f"*{name}*  {old[name]} → {new[name]}" for name in new if old[name] != new[name]]
    return differ or ["Nothing changes."]


def how_ended(definition: Definition, now: datetime) -> str:
    if definition.state(now) is DefinitionState.EXPIRED:
        return (
            f"{name_of(definition)} has expired: {definition.missing} did not sign it in 30 days."
        )
    return f"{name_of(definition)} does not come: {how_declined(definition)}"
