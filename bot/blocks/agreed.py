"""The agreed next step: what a sales lead is asked, what they propose, and what came of it."""

from bot.blocks.elements import actions, button, context, field, modal, section, text_input
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain.briefs import MAX_SHORT
from bot.domain.campaigns import AgreedStep, Campaign, ProposedStep, step_mark
from bot.domain.phrases import plural

AGREE, PROPOSE, USE = "agree_step", "propose_step", "use_step"
MARK = "~"


def asked(given: AgreedStep) -> Message:
    """The private question to a sales lead."""
    campaign, step = given.campaign, given.campaign.committed_step
    name = escape(campaign.name, 80)
    another = "Propose another step…" if step else "Propose a step…"
    buttons = [button(another, PROPOSE, given.campaign_id)]
    if step:
        value = f"{given.campaign_id}|{step}"
        buttons.insert(0, button("Agreed", AGREE, value, "primary"))
        top = f"🤝 *{name}: do you agree to the next step?*\n*Next step*  {escape(step, 300)}"
    else:
        top = f"🤝 *{name} has no next step yet*\nIts leads are not posted until there is one."
    blocks = [section("\n".join([top, *_said(campaign)])), context(_waits(given))]
    return Message(f"{name}: which next step counts?", [*blocks, actions(*buttons)])


def form(given: AgreedStep) -> Block:
    """“Propose another step…”."""
    step = given.campaign.committed_step
    now = f"\n*Next step*  {escape(step, 300)}" if step else ""
    blocks = [
        section("\n".join([f"*{escape(given.campaign.name, 80)}*{now}", *_said(given.campaign)])),
        field(
            "What should count as the next step?",
            "step",
            text_input(placeholder="20-min yard review", limit=MAX_SHORT),
            optional=False,
            hint="Something they do. Marketing reads it and can use it.",
        ),
    ]
    return modal(PROPOSE, "Propose a step", blocks, submit="Propose", metadata=given.campaign_id)


def passed_on() -> Block:
    """After the form."""
    text = "Marketing reads your step in its channel. Once they use it, it is agreed."
    return modal("proposed_step", "Propose a step", [section(text)])


def proposed(given: AgreedStep, step: str, user: str) -> Message:
    """What marketing reads in its channel."""
    name, now = escape(given.campaign.name, 80), given.campaign.committed_step
    lines = [f"🤝 <@{user}> proposes a next step for *{name}*", f"*Proposed*  {escape(step, 300)}"]
    lines += [f"*Instead of*  {escape(now, 300)}"] if now else []
    value = f"{given.campaign_id}|{user}{MARK}{step_mark(now)}|{step}"
    return Message(
        f"{name}: a next step is proposed",
        [
            section("\n".join(lines)),
            context(_waits(given)),
            actions(button("Use this step", USE, value, "primary")),
        ],
    )


def pressed(value: str) -> ProposedStep:
    """What *Use this step* stands for; an older version's button has no mark."""
    campaign_id, _, rest = value.partition("|")
    who, _, step = rest.partition("|")
    by, _, mark = who.partition(MARK)
    return ProposedStep(campaign_id, step, by, mark)


def agreed(given: AgreedStep, user: str) -> Message:
    """Stands where the question was."""
    campaign = given.campaign
    step = escape(campaign.committed_step or "", 300)
    text = f"✅ *{escape(campaign.name, 80)}*: <@{user}> agreed to “{step}”."
    if given.waiting:
        leads = plural(given.waiting, "lead")
        text += f" {leads} that waited for it {'goes' if given.waiting == 1 else 'go'} out now."
    return Message(text, [section(text)])


def _said(campaign: Campaign) -> list[str]:
    lines = [f"*We said*  “{escape(campaign.promise, 300)}”"] if campaign.promise else []
    return [*lines, f"*For*  {escape(campaign.audience, 200)}"] if campaign.audience else lines


def _waits(given: AgreedStep) -> str:
    if not given.waiting:
        return "Its leads wait until a step is agreed. Nobody sees them until then."
    verb = "waits" if given.waiting == 1 else "wait"
    return f"{plural(given.waiting, 'lead')} {verb} for it. Nobody sees them until then."
