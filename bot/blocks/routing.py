"""What people read of a lead that changes hands or channels."""

from bot.blocks import reminders
from bot.blocks.card_lines import who
from bot.blocks.elements import actions, button, context, section
from bot.blocks.message import Block, Message
from bot.blocks.status import CardContext
from bot.blocks.text import escape
from bot.domain.cards import LeadCard, LeadLine
from bot.domain.lifecycle import State
from bot.domain.phrases import plural
from bot.domain.questions import MARK
from bot.domain.reasons import CUSTOMER, DUPLICATE


def passed_on(card: LeadCard, by: str) -> Message:
    """The message to whoever gets a lead that a colleague passed on."""
    label = escape(card.label, 80)
    campaign = f" · {escape(card.campaign.name, 80)}" if card.campaign else ""
    last = card.before[-1].decline_codes if card.before else ()
    says = "they are a customer already" if CUSTOMER in last else "this lead is not theirs"
    top = f"🟢 *For you*{campaign}\n{who(card)}\n{escape(by, 60)} says {says}."
    buttons = actions(_got_it(card), _not_mine(card))
    return Message(f"{label} is for you: {escape(by, 60)} passed it on", [section(top), buttons])


def came_again(card: LeadCard, twin: LeadLine, to: str, by: str) -> Message:
    """The message to whoever has the lead of which a later one is a duplicate, or stands in for
    them, or to a sales lead where they have left. It asks what becomes of the later one where that
    is for them now."""
    label, campaign = escape(twin.label, 80), card.campaign
    where = f" · {escape(campaign.name, 80)}" if campaign else ""
    whose = f"<@{twin.holder}>'s lead" if twin.holder else "the older lead"
    why = card.touchpoints[0].name if card.touchpoints else None
    top = "A lead"
    if twin.holder == to:
        top, whose = "Yours", "your lead"
    lines = [f"👥 *{top} came again*{where}", who(card)]
    lines += [f"*Why now*  {escape(why, 120)}"] if why else []
    lines.append(f"{escape(by, 60)} says it is a duplicate of {whose} {label}.")
    buttons = [_show(card)]
    if card.assigned_to == to and card.standing.state is State.NEW:
        same = button("Same lead, close it", "reject", f"{card.id}{MARK}{DUPLICATE}")
        buttons = [_got_it(card), same, _not_mine(card)]
    return Message(f"{label} came again{where}", [section("\n".join(lines)), actions(*buttons)])


def settled(card: LeadCard, here: CardContext) -> Message:
    """What `passed_on` becomes once the lead is not for them any more."""
    stands = reminders.settled([card], None, here)
    return Message(stands.text, [*stands.blocks, actions(_show(card))])


def left_behind(name: str, count: int) -> Message:
    """To whoever may hand on the leads of somebody who left. It names none of them."""
    name, leads = escape(name, 60), plural(count, "open lead")
    told = f"{name} has left this Slack, and has {leads}"
    where = f"The Home of this app lists {leads} under “Nobody is here for these”. Who takes over?"
    return Message(told, [section(f"👋 *{name} has left this Slack.*\n{where}")])


def _show(card: LeadCard) -> Block:
    return button("Show it", "history", card.id)


def _got_it(card: LeadCard) -> Block:
    return button("Got it", "take", card.id, "primary")


def _not_mine(card: LeadCard) -> Block:
    return button("Not mine", "not_mine", card.id)


def moved(card: LeadCard, channel: str, by: str | None) -> Message:
    """What an old card becomes whose lead went to another channel; without `by` its owner is
    another, or nobody in Slack (any more)."""
    why = f"<@{by}> said it is not theirs" if by else "the routes lead there now"
    return _left(f"➡️ *{_named(card)}* moved to <#{channel}>: {why}")


def came_back(card: LeadCard) -> Message:
    """What an old card becomes whose lead was posted anew in the same channel."""
    return _left(f"↪️ *{_named(card)}* is open again, on a new card below")


def _named(card: LeadCard) -> str:
    company = card.company.name if card.company.name != card.label else None
    return " · ".join(escape(name, 80) for name in (card.label, company) if name)


def _left(text: str) -> Message:
    return Message(text.replace("*", ""), [context(text)])
