"""The form behind /leads add, and what stands in its place once it is sent."""

import re
from collections.abc import Mapping

from bot.blocks.elements import choice, context, field, modal, option, section, text_input
from bot.blocks.lists import line
from bot.blocks.message import Block
from bot.blocks.text import escape, is_email, plain_text
from bot.domain.adding import Added, Offer
from bot.domain.leads import Intake
from bot.domain.settings import Settings

_LABELS = {
    "name": "Name",
    "company": "Company",
    "title": "Title",
    "email": "E-mail",
    "phone": "Phone",
    "domain": "Company's web domain",
    "employees": "Employees",
    "country": "Country",
}
_ALWAYS = ("name", "company", "title", "email", "phone")
_REFERENCE = re.compile(r"<[@#!][^>]*>")


def form(offer: Offer, typed: str = "") -> Block:
    """What the workspace's rule asks for has to be filled in; other extras are not asked. `typed`
    is what is known already: a name, an e-mail address, or both."""
    known = _known(typed)
    required = offer.settings.required_fields
    names = [*_ALWAYS, *(name for name in required if name not in _ALWAYS)]
    blocks = [
        field(
            _LABELS[name],
            name,
            _element(name, known.get(name, "")),
            optional=name not in required,
            hint="A name, a company or an e-mail address: one is enough." * (name == "name"),
        )
        for name in names
    ]
    if offer.campaigns:
        campaigns = choice(
            "static_select", [option(name, key) for key, name in offer.campaigns[:100]]
        )
        campaigns["placeholder"] = plain_text("Where did they come from?", 150)
        needed = offer.settings.require_agreed_step  # only a campaign brings a step
        blocks.append(field("Campaign", "campaign", campaigns, optional=not needed))
    answers = [option(text, key) for key, text in (("yes", "Yes"), ("no", "No"))]
    blocks.append(field("Customer?", "customer", choice("static_select", answers)))
    owned = text_input(limit=200, placeholder="Gate, Yard")
    blocks.append(field("Products they have", "products", owned, hint="Ours, with commas."))
    why = text_input(placeholder="Met at LogiExpo, asked for a yard review", limit=200)
    blocks.append(field("Why now?", "why", why, hint="The first thing on the card."))
    return modal("add_lead", "Add a lead", [*blocks, *_scores(offer.settings)], submit="Add")


def _known(typed: str) -> Mapping[str, str]:
    """A reference to a colleague or a channel names no lead."""
    words = _REFERENCE.sub(" ", typed).split()
    address = next((word for word in words if is_email(_bare(word))), "")
    name = " ".join(word for word in words if word != address).strip(" ,;")
    return {"email": _bare(address), "name": name}


def _bare(word: str) -> str:
    return word.strip("<>()[],;")


def _element(name: str, known: str) -> Block:
    if name == "email":
        return {"type": "email_text_input", **({"initial_value": known} if known else {})}
    if name == "employees":
        return {"type": "number_input", "is_decimal_allowed": False, "min_value": "0"}
    return text_input(initial=known, limit=200)


def _scores(settings: Settings) -> list[Block]:
    """Without a score no lead passes a rule that asks for one: the person judges."""
    blocks = []
    for name, least in (("fit", settings.min_fit), ("intent", settings.min_intent)):
        if least:
            number = {
                "type": "number_input",
                "is_decimal_allowed": False,
                "min_value": "0",
                "max_value": "100",
            }
            hint = f"0 to 100, as you judge it; the channel takes {least} and more."
            blocks.append(field(name.capitalize(), name, number, optional=False, hint=hint))
    return blocks


def done(added: Added) -> Block:
    """What came of it, in one sentence, and the lead as it stands."""
    titles = {
        Intake.ACCEPTED: "Added",
        Intake.NOT_QUALIFIED: "Stored, not posted",
    }
    title = titles.get(added.result.status, "Already here")
    blocks = [section(_came_of(added))]
    if added.result.status is not Intake.NOT_QUALIFIED:  # nobody is to call them
        blocks.append(context(line(added.lead, added.now, added.zone)))
    return modal("added", title, blocks)


def _came_of(added: Added) -> str:
    name = escape(added.lead.label, 80)
    if added.result.status is Intake.NOT_QUALIFIED:
        why = escape("; ".join(added.result.failed), 500)
        return f"*{name}* is stored and counted, but does not reach the channel: {why}."
    if added.result.status is Intake.ACCEPTED:
        channel = added.channel
        if channel is None:
            return f"*{name}* is stored; the card comes once `/leads settings` names a channel."
        return f"*{name}* is on its way to <#{channel}>."
    owner = f"<@{added.lead.owner}> has it" if added.lead.owner else "nobody has taken it yet"
    news = " Your reason was added to it." if added.result.status is Intake.UPDATED else ""
    return f"*{name}* is here already: {owner}.{news}"
