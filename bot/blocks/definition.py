"""What a qualified lead is: the definition that holds, a proposal with what it would have done, and
the signing of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.definition_words import (
    differences,
    how_declined,
    how_ended,
    in_force_since,
    lines,
    name_of,
    person,
    simulated,
)
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
    Overview,
    Proposal,
    Side,
    Simulation,
)
from bot.domain.phrases import plural
from bot.domain.setting_values import REQUIRABLE
from bot.domain.words import day

SHOW, PROPOSE, TRY = "definition", "propose_definition", "try_definition"
SIGN, DECLINE, EDIT = "sign_definition", "decline_definition", "edit_definition"
TITLE = "Qualified lead"


def overview(given: Overview, now: datetime, zone: ZoneInfo) -> Block:
    """`/leads definition`."""
    current, proposal = given.current, given.open(now)
    blocks = [section("\n".join([f"*{name_of(current)}*", *lines(current.criteria)]))]
    blocks.append(context(in_force_since(current, zone)))
    if proposal is not None:
        top = f"*{name_of(proposal)}*"
        blocks += [divider(), *_proposal(top, proposal, current.criteria, zone)]
        blocks += _answers(given, proposal, now)
    elif given.latest is not None:
        blocks += [divider(), context(how_ended(given.latest, now))]
    if proposal is None and given.sides:
        blocks.append(actions(button("Propose a change…", PROPOSE, "form")))
    if given.earlier:
        earlier = [f"{name_of(one)}: {in_force_since(one, zone)}" for one in given.earlier]
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
        section("\n".join(["*What you change*", *differences(current, proposal.criteria)])),
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
    return modal("definition_shown", TITLE, [section(f"{name_of(definition)} is proposed. {told}")])


def asked(definition: Definition, current: Criteria, zone: ZoneInfo) -> Message:
    """The private question to those of the other side."""
    version = str(definition.version)
    buttons = actions(
        button("Sign", SIGN, version, "primary"), button("Decline…", DECLINE, version)
    )
    top = f"{name_of(definition)}: do you sign it for {definition.missing}?"
    return Message(top, [*_proposal(f"✍️ *{top}*", definition, current, zone), buttons])


_READ = "The proposer reads it."


def decline_form(definition: Definition, user: str) -> Block:
    is_own = user == definition.proposed_by
    word = field("Why?", "word", text_input(limit=MAX_WORD), optional=False, hint=_READ)
    blocks = [section(f"*{name_of(definition)}*"), *([] if is_own else [word])]
    title, submit = ("Withdraw", "Withdraw") if is_own else ("Decline", "Decline")
    return modal(DECLINE, title, blocks, submit=submit, metadata=str(definition.version))


def settled(definition: Definition) -> Message:
    """What became of a proposal: to its proposer, and in the place of the question."""
    title = name_of(definition)
    if definition.in_force_at is not None:
        signed = [one for one in (definition.sales, definition.marketing) if one is not None]
        last = max(signed, key=lambda one: one.at) if signed else None
        by = f" with {person(last.signed_by)}'s signature" if last else ""
        text = f"✅ *{title} holds*{by}, for the leads that come from now on."
    else:
        text = f"✋ *{title} does not come*: {how_declined(definition)}"
    return Message(f"{title}: answered", [section(text)])


def shown(definition: Definition) -> Block:
    """`settled`, where a form was."""
    return modal("definition_shown", TITLE, settled(definition).blocks)


def _proposal(top: str, definition: Definition, current: Criteria, zone: ZoneInfo) -> list[Block]:
    at = definition.proposed_at
    until = f" It waits until {day((at + OPEN_FOR).astimezone(zone).date())}." if at else ""
    by = f"{person(definition.proposed_by)} proposes it and signed for {definition.missing.other}"
    blocks = [section(f"{top}\n{by}.{until}")]
    blocks.append(section("\n".join(differences(current, definition.criteria))))
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


def _number(value: int) -> Block:
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": str(value),
        "min_value": "0",
        "max_value": "100",
    }
