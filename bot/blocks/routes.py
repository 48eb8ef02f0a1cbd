"""Where leads go: the rules in words, the form for one of them, and what they would have done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks import inputs
from bot.blocks.elements import (
    actions,
    button,
    channel_select,
    choice,
    context,
    divider,
    field,
    header,
    modal,
    option,
    overflow,
    section,
    several,
    text_input,
)
from bot.blocks.message import Block
from bot.blocks.roles import mentions
from bot.blocks.text import escape, plain_text
from bot.domain.campaigns import Campaign
from bot.domain.phrases import plural
from bot.domain.roles import UserGroup, is_group
from bot.domain.route_file import MAX_NAME, MOST_ROUTES, document_of
from bot.domain.routing import Kind, Route, RouteDraft, Share, Trial
from bot.domain.words import spaced

MOST_UNMATCHED = 8
MOST_PEOPLE = 15
MOST_OPTIONS = 100
MOST_OPTION_VALUE = 75  # of @slack/types; the documentation says 150
_KINDS: Mapping[Kind, str] = {
    Kind.OWNER: "The owner that the CRM names",
    Kind.PEOPLE: "These people",
    Kind.CHANNEL: "A channel, for everybody in it",
    Kind.DEFAULT: "The channel for leads, for everybody",
}
_SHARES = {Share.TURN: "In turn", Share.LOAD: "Who has the fewest open leads"}
_CUSTOMERS = {"yes": "Only customers", "no": "Only who is not a customer"}
TEXTS = {
    "country": ("Country", "As your CRM writes it; several: DE, AT, CH"),
    "campaign": ("Campaign", "By the id that your systems send"),
    "channel": ("Came from", "The campaign's kind, such as webinar"),
}


def listing(draft: RouteDraft, trial: Trial | None = None, *, is_other: bool = False) -> Block:
    """The rules in order; Save is there once they were tested. `is_other`: something was chosen in
    a list of others."""
    blocks: list[Block] = [section(_OTHERS)] if is_other else []
    blocks.append(context(_INTRO))
    last = len(draft.routes) - 1
    for place, route in enumerate(draft.routes):
        moves = [option("Edit", f"edit|{place}")]
        moves += [option("Up", f"up|{place}")] if place else []
        moves += [option("Down", f"down|{place}")] if place < last else []
        menu = overflow("change_route", [*moves, option("Remove", f"remove|{place}")])
        text = f"*{place + 1}. {escape(route.name, MAX_NAME)}*\n{in_words(route)}"
        blocks.append({**section(text), "accessory": menu})
    rest = "Every other lead" if draft.routes else "Every lead"
    blocks.append(section(f"{rest} → the channel for leads, for everybody"))
    blocks.append(context(_WAITS if draft.needs_agreed else _WAITS_NOT))
    buttons = [button("Add a rule", "add_route", "new")] if last + 1 < MOST_ROUTES else []
    style = None if draft.tested else "primary"
    buttons.append(button("Test on last month", "test_routes", "month", style))
    if draft.changed:
        buttons.append(button("Discard changes", "discard_routes", "all"))
    blocks.append(actions(*buttons))
    if trial is not None:
        blocks += [divider(), *_tried(trial)]
    save = "Save" if draft.tested else ""
    return modal("routes", "Routes", blocks, submit=save, metadata=draft.mark)


_OTHERS = "⚠️ The rules were changed meanwhile: this is how they stand. What you chose was not done."
_INTRO = (
    "A new lead goes where the first rule says that fits it. Whoever is away is passed over, or "
    "their backup gets it."
)
_WAITS = "Leads of a campaign without an agreed next step wait until a sales lead presses *Agreed*."
_WAITS_NOT = (
    "Leads of a campaign without an agreed next step are posted as well. Sales and marketing can "
    "sign that they wait for *Agreed*: `/leads definition`."
)


def in_words(route: Route) -> str:
    """`DE, AT · 200 people or more → <@U1>, <@U2> in turn`."""
    asked = [
        f"{label.lower()} {_any(getattr(route, key))}"
        for key, (label, _) in TEXTS.items()
        if getattr(route, key)
    ]
    asked += [size] if (size := _size(route)) else []
    if route.customer is not None:
        asked.append("customers" if route.customer else "not a customer")
    if route.owner_team:
        asked.append(f"owner among {mentions(route.owner_team)}")
    if route.kind is Kind.OWNER:
        asked.append("an owner is named")
    return f"{' · '.join(asked) or 'all'} → {_target(route)}"


def _any(texts: Sequence[str]) -> str:
    shown = ", ".join(escape(text, 40) for text in texts[:8])
    return f"{shown} …" if len(texts) > 8 else shown


def _size(route: Route) -> str:
    low, high = route.employees_from, route.employees_to
    if low is not None and high is not None:
        return f"{spaced(low)} to {spaced(high)} people"
    if low is not None:
        return f"{spaced(low)} people or more"
    return f"at most {spaced(high)} people" if high is not None else ""


def _target(route: Route) -> str:
    where = f" · card in <#{route.post_in}>" if route.post_in else ""
    if route.kind is Kind.OWNER:
        return f"that owner{where}"
    if route.kind is Kind.PEOPLE:
        turn = "in turn" if route.by is Share.TURN else "fewest open leads first"
        return f"{mentions(route.people)}, {turn}{where}"
    place = f"<#{route.post_in}>" if route.post_in else "the channel for leads"
    return f"{place}, for everybody"


def _tried(trial: Trial) -> list[Block]:
    lines = [f"{escape(name, MAX_NAME)}: {plural(count, 'lead')}" for name, count in trial.counts]
    lines.append(f"Every other lead: {plural(len(trial.unmatched), 'lead')}")
    blocks = [
        header(f"Last month · {plural(trial.total, 'lead')}"),
        section("\n".join(lines)),
    ]
    if trial.people:
        most = sorted(trial.people, key=lambda item: -item[1])[:MOST_PEOPLE]
        blocks.append(context(" · ".join(f"<@{user}> {count}" for user, count in most)))
    if trial.unmatched:
        names = ", ".join(escape(name, 60) for name in trial.unmatched[:MOST_UNMATCHED])
        more = len(trial.unmatched) - MOST_UNMATCHED
        others = f" and {more} more" if more > 0 else ""
        blocks.append(context(f"No rule fits {names}{others}."))
    if trial.strangers:
        blocks.append(context(f"{trial.of_strangers} not known in Slack so far."))
    return blocks


@dataclass(frozen=True, slots=True)
class Choices:
    """What a rule can name; `groups` None: Slack does not say which there are."""

    campaigns: Sequence[Campaign] = ()
    groups: Sequence[UserGroup] | None = ()


def form(route: Route | None, metadata: str, choices: Choices) -> Block:
    """One rule; what is left empty asks for nothing."""
    given: dict[str, Any] = document_of([route])[0] if route else {}
    kind = route.kind if route else Kind.PEOPLE
    people, groups = _split(route.people if route else ())
    kinds = [option(text, key.value) for key, text in _KINDS.items()]
    shares = [option(text, key.value) for key, text in _SHARES.items()]
    blocks = [
        field(
            "Name",
            "name",
            text_input(initial=given.get("name", ""), limit=MAX_NAME),
            optional=False,
        ),
        header("Which leads"),
        *_conditions(route, given, choices),
        divider(),
        header("Where to"),
        field("To", "to", choice("static_select", kinds, kind.value), optional=False),
        field("People", "people", _people(people)),
        *inputs.user_groups("User groups", "groups", groups, choices.groups),
        field(
            "Among several people",
            "by",
            choice("static_select", shares, (route.by if route else Share.TURN).value),
        ),
        field(
            "Post the card in",
            "post_in",
            channel_select(route.post_in if route else ""),
            hint="Empty: the channel for leads.",
        ),
    ]
    title = "Edit a rule" if route else "Add a rule"
    return modal("route", title, blocks, submit="Done", metadata=metadata)


def _conditions(route: Route | None, given: Mapping[str, Any], choices: Choices) -> list[Block]:
    texts = {
        key: field(label, key, text_input(initial=", ".join(given.get(key, ()))), hint=hint)
        for key, (label, hint) in TEXTS.items()
    }
    if menu := _campaigns(route.campaign if route else (), choices.campaigns):
        texts["campaign"] = field(TEXTS["campaign"][0], "campaign", menu)
    people, groups = _split(route.owner_team if route else ())
    customers = [option(text, key) for key, text in _CUSTOMERS.items()]
    is_customer = {True: "yes", False: "no"}.get(given.get("customer", ""))
    hint = "The lead's owner is one of them, or in one of these user groups."
    return [
        *texts.values(),
        field("People in the company, from", "employees_from", _number(given, "employees_from")),
        field("People in the company, to", "employees_to", _number(given, "employees_to")),
        field("Customers", "customer", choice("static_select", customers, is_customer)),
        field("The owner's team", "owner_team", _people(people), hint=hint),
        *inputs.user_groups(
            "The owner's team: user groups", "owner_groups", groups, choices.groups
        ),
    ]


def _campaigns(chosen: Sequence[str], campaigns: Sequence[Campaign]) -> Block | None:
    """A menu by name; None where there are too many for Slack's (100), or ids too long for it."""
    names = {campaign.external_id: campaign.name for campaign in campaigns}
    names |= {key: key for key in chosen if key not in names}
    if not 0 < len(names) <= MOST_OPTIONS:
        return None
    if not all(0 < len(key) <= MOST_OPTION_VALUE for key in names):
        return None
    return several([option(name, key) for key, name in names.items()], chosen)


def _split(listed: Sequence[str]) -> tuple[list[str], list[str]]:
    groups = [one for one in listed if is_group(one)]
    return [one for one in listed if one not in groups], groups


def _people(chosen: Sequence[str]) -> Block:
    element: Block = {"type": "multi_users_select", "placeholder": plain_text("People", 150)}
    return {**element, "initial_users": list(chosen)} if chosen else element


def _number(given: Mapping[str, Any], key: str) -> Block:
    element: Block = {"type": "number_input", "is_decimal_allowed": False, "min_value": "0"}
    return {**element, "initial_value": str(given[key])} if key in given else element
