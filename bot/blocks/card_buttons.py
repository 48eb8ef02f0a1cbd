"""What can be done with a lead from its card: buttons, and a menu of what its state allows."""

from bot.blocks.card_lines import is_linked
from bot.blocks.elements import actions, button, option, overflow
from bot.blocks.message import Block
from bot.blocks.status import CardContext
from bot.domain.cards import LeadCard, LeadLine
from bot.domain.lifecycle import TABLE, Action, State, Verdict, may_reopen
from bot.domain.undo import is_recent

_FOR_ALL = ("I'll take it", "Not for us", "reject")
# The menu stays as drawn until somebody does something: it says how long a step can be taken, and
# no time that is left.
_MENU = {
    "undo": "Undo (within 10 min)",
    "hand_over": "Hand to, or give back…",
    "reject": "Not for us",
    "nurture": "Good fit, not now",
    "history": "History",
    "reopen": "Reopen (within 72 h)",
}
_NEEDS = {
    "reject": (Action.REJECT, Action.DISQUALIFY),
    "nurture": (Action.NURTURE,),
}


def unclaimed_buttons(card: LeadCard, style: str | None = "primary") -> Block:
    menu = overflow("more", [*_menu(card, *_waiting(card.assigned_to)), *_crm(card)])
    return actions(*yes_or_no(card.id, card.assigned_to, style), menu)


def listed_buttons(lead: LeadLine) -> Block:
    """As on the lead's own card."""
    menu = [option(_MENU[name], f"{name}:{lead.id}") for name in _waiting(lead.assigned_to)]
    return actions(*yes_or_no(lead.id, lead.assigned_to), overflow("more", menu))


def _waiting(assigned_to: str | None) -> tuple[str, ...]:
    """“Not mine” stands in the place of the button “Not for us”."""
    return ("reject", "nurture", "history") if assigned_to else ("nurture", "history")


def yes_or_no(
    lead_id: str, assigned_to: str | None, style: str | None = None, prefix: str = ""
) -> tuple[Block, Block]:
    """To take a lead or not, for everybody or for whom it is meant."""
    yes, no, action = ("Got it", "Not mine", "not_mine") if assigned_to else _FOR_ALL
    return (
        button(yes, f"{prefix}take", lead_id, style),
        button(no, f"{prefix}{action}", lead_id),
    )


def worked_buttons(card: LeadCard, here: CardContext) -> Block:
    standing = card.standing
    undo = ["undo"] if is_recent(standing, here.now) else []
    if not standing.is_open:
        reopen = ["reopen"] if may_reopen(standing, here.now) else []
        items = _menu(card, *reopen, *undo, "history")
        return actions(overflow("more", [*items, *_crm(card)]))
    chosen = standing.verdict
    landed = button("👍 Landed", "landed", card.id, "primary" if chosen is Verdict.LANDED else None)
    fell_flat = button(
        "👎 Fell flat", "fell_flat", card.id, "danger" if chosen is Verdict.FELL_FLAT else None
    )
    # Five at most: the link to the CRM stands in the card's title.
    menu = overflow("more", _menu(card, *undo, "hand_over", "reject", "nurture", "history"))
    return actions(landed, fell_flat, button("Log outcome", "outcome", card.id), menu)


def _menu(card: LeadCard, *names: str) -> list[Block]:
    """Without what the lead's state does not allow."""
    state = card.standing.state
    offered = [
        name
        for name in names
        if name not in _NEEDS or any((state, action) in TABLE for action in _NEEDS[name])
    ]
    return [option(_in_menu(name, state), f"{name}:{card.id}") for name in offered]


def _in_menu(name: str, state: State) -> str:
    """Once somebody was called, the lead is nobody else's for the asking: no giving back."""
    if name == "hand_over" and (state, Action.RELEASE) not in TABLE:
        return "Hand to…"
    if name == "reopen" and state is State.NURTURE:
        return "Reopen"
    return _MENU[name]


def _crm(card: LeadCard) -> list[Block]:
    if not card.crm_url or not is_linked(card):
        return []
    return [option("Open in CRM", f"crm:{card.id}", url=card.crm_url[:3000])]
