"""What a qualified lead is: the definition that holds, a proposal with what it would have done, and
the signing of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.elements import (
    actions,
    button,
    checkboxes,
    choice,
    context,
    divider,
    field,
    modal,
    option,
    section,
    several,
    text_input,
)
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain.definition import (
    MAX_WORD,
    OPEN_FOR,
    Criteria,
    Definition,
    DefinitionState,
    Overview,
    Proposal,
    Side,
    Simulation,
)
from bot.domain.deliveries import is_user
from bot.domain.phrases import plural
from bot.domain.settings import REQUIRABLE
from bot.domain.words import day, spaced

SHOW, PROPOSE, TRY = "definition", "propose_definition", "try_definition"
SIGN, DECLINE, EDIT = "sign_definition", "decline_definition", "edit_definition"
TITLE = "Qualified lead"


def overview(given: Overview, now: datetime, zone: ZoneInfo) -> Block:
    """`/leads definition`."""
    current, proposal = given.current, given.open(now)
    blocks = [section("\n".join([f"*{_title(current)}*", *lines(current.criteria)]))]
    blocks.append(context(_since(current, zone)))
    if proposal is not None:
        top = f"*{_title(proposal)}*"
        blocks += [divider(), *_proposal(top, proposal, current.criteria, zone)]
        blocks += _answers(given, proposal, now)
    elif given.latest is not None:
        blocks += [divider(), context(_ended(given.latest, now))]
    if proposal is None and given.sides:
        blocks.append(actions(button("Propose a change…", PROPOSE, "form")))
    if given.earlier:
        earlier = [f"{_title(one)}: {_since(one, zone)}" for one in given.earlier]
        blocks += [divider(), context("*Before*\n" + "\n".join(earlier))]
    return modal("definition_shown", TITLE, blocks)


def form(criteria: Criteria, *, both: bool) -> Block:
    """What to propose; `both`: the proposer could sign for either side, and chooses."""
    step = option("Only leads with a next step that sales agreed to", "yes")
    needed = [option(name.capitalize(), name) for name in REQUIRABLE]
    blocks = [
        section("Which leads should reach the reps? First you see what it would have done."),
        field("Minimum fit", "min_fit", _number(criteria.min_fit), optional=False, hint=_ANY),
        field(
            "Minimum intent", "min_intent", _number(criteria.min_intent), optional=False, hint=_ANY
        ),
        field("Must be known", "required_fields", several(needed, criteria.required_fields)),
        field(
            "Agreed next step",
            "require_agreed_step",
            checkboxes([step], ["yes"] if criteria.require_agreed_step else []),
        ),
    ]
    if both:
        options = [option(side.capitalize(), side.value) for side in Side]
        picked = choice("radio_buttons", options, options[0]["value"])
        hint = "Somebody else signs for the other side."
        blocks.append(field("You sign for", "side", picked, optional=False, hint=hint))
    return modal(TRY, "Propose a change", blocks, submit="See what it does")


_ANY = "0 to 100; 0 takes every lead."


def chosen(values: Mapping[str, str | tuple[str, ...] | None]) -> dict[str, str]:
    """The form's criteria as a person types them."""
    required = values.get("required_fields") or ()
    return {
        "min_fit": _text(values.get("min_fit")),
        "min_intent": _text(values.get("min_intent")),
        "required_fields": ",".join(required) if isinstance(required, tuple) else required,
        "require_agreed_step": "yes" if values.get("require_agreed_step") else "no",
    }


def _text(value: str | tuple[str, ...] | None) -> str:
    return value if isinstance(value, str) else ""


def counting() -> Block:
    """While a long history is being counted."""
    return modal("definition_shown", TITLE, [section("⏳ Counting the last weeks' leads…")])


def not_counted(why: str) -> Block:
    return modal("definition_shown", TITLE, [section(escape(why, 500))])


def trial(proposal: Proposal, current: Criteria) -> Block:
    """What the proposal would have done; only from here it can be made."""
    blocks = [
        section("\n".join(["*What you change*", *_changes(current, proposal.criteria)])),
        section("\n".join(simulated(proposal.simulation))),
        context(
            f"You sign for {proposal.side}. It holds once {proposal.side.other} has signed too."
        ),
        actions(button("Change it", EDIT, "edit")),
    ]
    said = json.dumps(asdict(proposal))
    return modal(PROPOSE, "Before you propose", blocks, submit="Propose", metadata=said)


def proposal_of(metadata: str) -> Proposal:
    """What a `trial` was made for."""
    said = json.loads(metadata)
    said["criteria"]["required_fields"] = tuple(said["criteria"]["required_fields"])
    return Proposal(
        Criteria(**said["criteria"]), Side(said["side"]), Simulation(**said["simulation"])
    )


def proposed(definition: Definition, asked: int) -> Block:
    """After the form."""
    side = definition.missing
    if asked:
        people = plural(asked, f"{side} lead")
        told = f"{people} {'was' if asked == 1 else 'were'} asked privately to sign."
    else:
        told = (
            f"Nobody else who leads {side} is known here, so nobody was asked. An admin lists "
            f"{side} leads: `/leads settings`."
        )
    return modal("definition_shown", TITLE, [section(f"{_title(definition)} is proposed. {told}")])


def asked(definition: Definition, current: Criteria, zone: ZoneInfo) -> Message:
    """The private question to those of the other side."""
    version = str(definition.version)
    buttons = actions(
        button("Sign", SIGN, version, "primary"), button("Decline…", DECLINE, version)
    )
    top = f"{_title(definition)}: do you sign it for {definition.missing}?"
    return Message(top, [*_proposal(f"✍️ *{top}*", definition, current, zone), buttons])


_READ = "The proposer reads it."


def decline_form(definition: Definition, user: str) -> Block:
    is_own = user == definition.proposed_by
    word = field("Why?", "word", text_input(limit=MAX_WORD), optional=False, hint=_READ)
    blocks = [section(f"*{_title(definition)}*"), *([] if is_own else [word])]
    title, submit = ("Withdraw", "Withdraw") if is_own else ("Decline", "Decline")
    return modal(DECLINE, title, blocks, submit=submit, metadata=str(definition.version))


def settled(definition: Definition) -> Message:
    """What became of a proposal: to its proposer, and in the place of the question."""
    title = _title(definition)
    if definition.in_force_at is not None:
        signed = [one for one in (definition.sales, definition.marketing) if one is not None]
        last = max(signed, key=lambda one: one.at) if signed else None
        by = f" with {_who(last.signed_by)}'s signature" if last else ""
        text = f"✅ *{title} holds*{by}, for the leads that come from now on."
    else:
        text = f"✋ *{title} does not come*: {_declined(definition)}"
    return Message(f"{title}: answered", [section(text)])


def shown(definition: Definition) -> Block:
    """`settled`, where a form was."""
    return modal("definition_shown", TITLE, settled(definition).blocks)


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


def _proposal(top: str, definition: Definition, current: Criteria, zone: ZoneInfo) -> list[Block]:
    at = definition.proposed_at
    until = f" It waits until {day((at + OPEN_FOR).astimezone(zone).date())}." if at else ""
    by = f"{_who(definition.proposed_by)} proposes it and signed for {definition.missing.other}"
    blocks = [section(f"{top}\n{by}.{until}")]
    blocks.append(section("\n".join(_changes(current, definition.criteria))))
    if definition.simulation is not None:
        blocks.append(section("\n".join(simulated(definition.simulation))))
    return blocks


def _answers(given: Overview, proposal: Definition, now: datetime) -> list[Block]:
    version, found = str(proposal.version), []
    if given.may_sign(now):
        found.append(button(f"Sign for {proposal.missing}", SIGN, version, "primary"))
    if given.may_decline(now):
        label = "Withdraw…" if proposal.proposed_by == given.user else "Decline…"
        found.append(button(label, DECLINE, version))
    return [actions(*found)] if found else [context(f"It waits for {proposal.missing}.")]


def _ended(definition: Definition, now: datetime) -> str:
    if definition.state(now) is DefinitionState.EXPIRED:
        return f"{_title(definition)} has expired: {definition.missing} did not sign it in 30 days."
    return f"{_title(definition)} does not come: {_declined(definition)}"


def _declined(definition: Definition) -> str:
    by = definition.declined_by or ""
    verb = "withdrew" if by == definition.proposed_by else "declined"
    word = f" “{escape(definition.word, 300)}”" if definition.word else ""
    return f"{_who(by)} {verb} it.{word}"


def _title(definition: Definition) -> str:
    return f"Definition {definition.version}" if definition.version else "Which leads reach reps"


def _since(definition: Definition, zone: ZoneInfo) -> str:
    at = definition.in_force_at
    if at is None:
        return "As an admin set it. Nobody has signed a definition yet."
    since = f"Since {day(at.astimezone(zone).date())} {at.astimezone(zone).year}"
    if definition.is_direct:
        return f"{since} · set by admin: {_who(definition.proposed_by)}"
    signed = [
        f"{side}: {_who(one.signed_by)}"
        for side, one in ((Side.SALES, definition.sales), (Side.MARKETING, definition.marketing))
        if one is not None
    ]
    return " · ".join([since, *signed])


def _who(user: str) -> str:
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


def _changes(before: Criteria, after: Criteria) -> list[str]:
    old, new = _values(before), _values(after)
    differ = [f"*{name}*  {old[name]} → {new[name]}" for name in new if old[name] != new[name]]
    return differ or ["Nothing changes."]


def _number(value: int) -> Block:
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": str(value),
        "min_value": "0",
        "max_value": "100",
    }
