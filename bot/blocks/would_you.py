"""“Would you say this?”: the question to a rep, the answer, and what the asker reads."""

from bot.blocks.elements import actions, button, field, modal, section, text_input
from bot.blocks.message import Block, Message
from bot.blocks.text import escape, plain_text
from bot.domain.campaigns import Campaign
from bot.domain.opinions import MAX_ANSWER, MAX_ASKED, Opinion, PitchAnswer

ASK = "would_ask"
YES, CHANGE, NO, WRITTEN = "would_yes", "would_change", "would_no", "would_answer"
_SAYS = {
    PitchAnswer.YES: "yes",
    PitchAnswer.CHANGE: "with a change",
    PitchAnswer.NO: "no",
}


def ask(campaign_id: str, campaign: Campaign) -> Block:
    """Marketing picks whom to ask."""
    people = {
        "type": "multi_users_select",
        "max_selected_items": MAX_ASKED,
        "placeholder": plain_text("Reps", 150),
    }
    lines = [f"*{escape(campaign.name, 80)}*", *_pitch(campaign.promise, campaign.opening_line)]
    blocks = [
        section("\n".join(lines)),
        field(
            "Whom do you ask?",
            "users",
            people,
            optional=False,
            hint=f"At most {MAX_ASKED}. Each is asked once about these words, privately.",
        ),
    ]
    return modal(ASK, "Would you say this?", blocks, submit="Ask", metadata=campaign_id)


def sent(people: int) -> Block:
    """After the form: who is asked."""
    text = "They are asked in a private message. You get their answers in yours."
    if not people:
        text = "They were asked about these words before. Nobody is asked twice."
    return modal("would_sent", "Would you say this?", [section(text)])


def question(opinion: Opinion, name: str) -> Message:
    """The private question; `name` is the campaign's."""
    answers = [
        button("Yes", YES, opinion.id, "primary"),
        button("With a change…", CHANGE, opinion.id),
        button("No, because…", NO, opinion.id),
    ]
    top = f"💬 <@{opinion.asked_by}> asks: *would you say this?*  {escape(name, 80)}"
    lines = [top, *_pitch(opinion.promise, opinion.opening_line)]
    return Message(
        f"{escape(name, 80)}: would you say this?",
        [section("\n".join(lines)), actions(*answers)],
    )


def form(opinion: Opinion, answer: PitchAnswer) -> Block:
    """What they would change, or why not."""
    label = "What would you change?" if answer is PitchAnswer.CHANGE else "Why not?"
    text = text_input(initial=opinion.text or "", multiline=True, limit=MAX_ANSWER)
    blocks = [
        section("\n".join(_pitch(opinion.promise, opinion.opening_line)) or "–"),
        field(label, "text", text, optional=False),
    ]
    metadata = f"{answer}:{opinion.id}"
    return modal(WRITTEN, "Would you say this?", blocks, submit="Send", metadata=metadata)


def thanks(opinion: Opinion) -> Message:
    """Stands where the question was."""
    said = "\n".join(_pitch(opinion.promise, opinion.opening_line))
    text = f"{said}\n✅ You said {_says(opinion)}. <@{opinion.asked_by}> knows."
    return Message(f"You said {_says(opinion)}", [section(text)])


def kept(opinion: Opinion) -> Block:
    """After the form."""
    text = f"You said {_says(opinion)}. <@{opinion.asked_by}> knows."
    return modal("would_kept", "Would you say this?", [section(text)])


def told(opinion: Opinion, name: str) -> Message:
    """To the one who asked."""
    text = f"💬 *{escape(name, 80)}*: would <@{opinion.user}> say this? {_says(opinion)}"
    pitch = "\n".join(_pitch(opinion.promise, opinion.opening_line))
    return Message(text, [section(f"{text}\n{pitch}")])


def line(opinion: Opinion, name: str) -> str:
    """In the campaign's brief: who says what."""
    return f"{escape(name, 40)}: {_says(opinion)}"


def _says(opinion: Opinion) -> str:
    if opinion.answer is None:
        return "no answer yet"
    says = _SAYS[opinion.answer]
    return f"{says}: “{escape(opinion.text, 200)}”" if opinion.text else says


def _pitch(promise: str | None, opening_line: str | None) -> list[str]:
    lines = [f"*We say*  “{escape(promise, 300)}”"] if promise else []
    return [*lines, f"*Open with*  “{escape(opening_line, 300)}”"] if opening_line else lines
