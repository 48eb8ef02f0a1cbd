"""Not now and disagree: the form, and what a rep reads."""

from collections.abc import Mapping

from bot.blocks.changes import people
from bot.blocks.elements import context, field, modal, section, text_input
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain.changes import Answer, Proposal
from bot.domain.phrases import plural


def not_now(campaign: str) -> Message:
    text = (
        f"All right. {escape(campaign, 80)} is left out of the digests for six weeks, "
        "unless it gets worse."
    )
    return Message(text, [section(text)])


def form(proposal: Proposal) -> Block:
    """“Disagree”: why."""
    blocks = [
        section(f"*{escape(proposal.campaign, 80)}*\n{escape(proposal.finding, 400)}"),
        field(
            "Why do you see it differently?",
            "why",
            text_input(placeholder="Half of them were students from one fair", multiline=True),
            optional=False,
        ),
        context(_will_be_told(proposal)),
    ]
    metadata = f"{proposal.period}|{proposal.campaign_id}"
    return modal("disagree_change", "Disagree", blocks, submit="Say it", metadata=metadata)


def _will_be_told(proposal: Proposal) -> str:
    listed = "It is listed in `/leads changes`."
    if not proposal.cites:
        return listed
    return f"{people(proposal.cites, proposal.names)} will read it: it was their feedback. {listed}"


def disagreed(proposal: Proposal, by: str) -> Block:
    """What stands in the form's place once it is stored."""
    told_to = len([user for user in proposal.cites if user != by])
    who = f"{plural(told_to, 'colleague')} will read it in a moment. " if told_to else ""
    text = f"Noted for {escape(proposal.campaign, 80)}.\n{who}It is listed in `/leads changes`."
    return modal("disagreed", "Disagree", [section(text)])


def told(answer: Answer, names: Mapping[str, str]) -> Message:
    """The message to each person whose feedback is contradicted."""
    who = escape(names.get(answer.by, "Marketing"), 60)
    top = f"{who} sees {escape(answer.campaign, 80)} differently"
    why = escape(answer.why, 320)
    others = len(answer.cites) - 1
    whose = f"You and {plural(others, 'colleague')}" if others > 0 else "You"
    rate = f"{answer.share.hits} of {answer.share.of} {answer.measure}"
    blocks = [
        section(f"💬 *{top}*\n>{why}"),
        context(
            f"{whose} gave feedback on its leads: {rate}. Talk it over; what you say on the next "
            "cards counts.",
        ),
    ]
    return Message(f"{top}: {why}", blocks)
