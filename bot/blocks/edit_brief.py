"""The form in which marketing edits a campaign's brief, and what its Save answers."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.elements import context, divider, field, modal, section, text_input
from bot.blocks.message import Block
from bot.blocks.text import escape, plain
from bot.domain import words
from bot.domain.briefs import MAX_SHORT, MAX_TYPED, MAX_WORD, MAX_WORDS, as_text, edition
from bot.domain.campaigns import BriefForm, CampaignChange, Saved
from bot.domain.deliveries import is_user
from bot.domain.phrases import plural

EDIT = "edit_brief"
LABELS = {
    "promise": ("Promise", "One sentence: what it is worth to them."),
    "opening_line": ("Open with", "How a rep begins the call."),
    "audience": ("For whom", ""),
    "offer": ("Offer", ""),
    "product": ("Product", "Of ours. Who owns it already buys the same again."),
    "committed_step": ("Next step", "What they do that counts. Sales agrees to it."),
    "objections": ("They'll say", "One a line: objection → answer"),
    "value_points": ("Worth to them", "One a line. Reps read it before any price talk."),
    "risk_points": ("Risk of waiting", "One a line."),
    "proof_links": ("Proof", "One web address a line."),
    "dont_say": ("Don't say", "One a line."),
    "landed_chips": ("What can land", "One a line. Reps tap what landed."),
}
_ONE_LINE = ("offer", "product", "committed_step")
SHOWN = 160


def form(given: BriefForm, now: datetime, zone: ZoneInfo) -> Block:
    """Every field of the brief; with flagged words, the warning that does not block."""
    flagged = given.flagged
    blocks = [section(f"⚠️ {_warning(flagged)}")] if flagged else []
    blocks.append(section(_top(given)))
    texts = {**as_text(given.campaign), **given.typed}
    blocks += [_input(name, texts[name]) for name in LABELS]
    blocks += history(given.history, given.names, now, zone)
    kept = {
        "id": given.campaign_id,
        "edition": edition(given.campaign),
        "kept": [plain(word, MAX_WORD) for word in list(flagged)[:MAX_WORDS]],
    }
    return modal(
        EDIT,
        "Edit the brief",
        blocks,
        submit="Save anyway" if flagged else "Save",
        metadata=json.dumps(kept, ensure_ascii=False),
    )


def saved(name: str, result: Saved) -> Block:
    """What was changed, and who sees it."""
    if not result.changes:
        return modal("saved_brief", "Nothing changed", [section("The brief reads as before.")])
    blocks = [section(f"*{escape(name, 80)}* is saved.")]
    blocks += [section(_change(change)) for change in result.changes]
    seen = [f"{plural(result.cards, 'open card')} will show it."] if result.cards else []
    if result.asks_sales:
        seen.append("The sales leads are asked whether they agree to the next step.")
    blocks.append(context(" ".join(seen or ["Reps read it in the next brief they get."])))
    return modal("saved_brief", "Saved", blocks)


def history(
    changes: Sequence[CampaignChange], names: Mapping[str, str], now: datetime, zone: ZoneInfo
) -> list[Block]:
    """Who changed what and when, one line for each Save."""
    saves: dict[tuple[datetime, str], list[str]] = {}
    for change in changes:
        saves.setdefault((change.at, change.who), []).append(_label(change.field).lower())
    lines = [
        f"{_by(who, names)} changed {', '.join(fields)} {words.when(at, now, zone)}"
        for (at, who), fields in saves.items()
    ]
    return [divider(), context("\n".join(lines))] if lines else []


def _by(who: str, names: Mapping[str, str]) -> str:
    return escape(names.get(who) or ("A colleague" if is_user(who) else who), 60)


def _label(name: str) -> str:
    return LABELS[name][0] if name in LABELS else {"agreed_step": "Agreed step"}.get(name, "Name")


def _top(given: BriefForm) -> str:
    lines = [f"*{escape(given.campaign.name, 80)}*"]
    if given.company_sentence:
        lines.append(f"*We stand for*  “{escape(given.company_sentence, 300)}”")
    return "\n".join(lines)


def _warning(flagged: Mapping[str, Sequence[str]]) -> str:
    named = ", ".join(_found(*one) for one in list(flagged.items())[:10])
    return (
        f"*This talks about the price:* {named}\nNothing is saved yet. Say what it is worth "
        "instead, or save it anyway."
    )


def _found(word: str, names: Sequence[str]) -> str:
    return f"“{escape(word, 40)}” in {' and '.join(f'*{_label(name)}*' for name in names)}"


def _input(name: str, text: str) -> Block:
    label, hint = LABELS[name]
    if len(text) > MAX_TYPED:
        # Slack would cut it, and a Save would store the rest.
        return context(f"*{label}* is too long to edit here. Change it where it comes from.")
    one_line = name in _ONE_LINE
    limit = MAX_SHORT if one_line else MAX_TYPED
    return field(
        label, name, text_input(initial=text, multiline=not one_line, limit=limit), hint=hint
    )


def _change(change: CampaignChange) -> str:
    old, new = (escape(text.replace("\n", " · "), SHOWN) for text in (change.old, change.new))
    was = f"“{old}” → " if old else ""
    return f"*{_label(change.field)}*\n{was}{f'“{new}”' if new else 'taken out'}"
