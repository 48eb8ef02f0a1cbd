"""The weekly digest: to marketing, the month to management, and the short form for sales."""

from bot.blocks.changes import answered_lines, change_lines
from bot.blocks.elements import actions, button, context, divider, header, section
from bot.blocks.figures import (
    HEAD,
    buttons,
    campaign_row,
    chart,
    quote,
    reasons,
    table,
    whole_lines,
)
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain import calibration, detail_phrases, phrases
from bot.domain.digest import DigestFacts, Finding, SayMore
from bot.domain.drift import Drift
from bot.domain.figures import best_first
from bot.domain.findings import why_no
from bot.domain.reasons import mentioned
from bot.domain.sit_ins import SatIn
from bot.domain.stats import Reading
from bot.domain.words import day

MAX_ROWS = 10
MAX_CHANGES = 5
MAX_ANSWERED = 2
MAX_NAMED = 3
MAX_NOTABLE = 2
MAX_UNNAMED = 8
SAID_WITHOUT_A_NAME = "Said without a name"


def digest(facts: DigestFacts, *, note: str = "") -> Message:
    """The message to marketing; `note` says what kind of look this is (a preview, say)."""
    blocks = [header(f"📬 {phrases.title(facts)}")]
    notes = [note, _LATE if facts.late else "", _edited(facts)]
    blocks += [context(" · ".join(filter(None, notes)))] if any(notes) else []
    blocks.append(section(f"*{escape(facts.headline, 600)}*"))
    blocks += _week(facts)
    blocks += _judged(facts) + _bars(facts)
    blocks += [section(text) for text in _said(facts)]
    if facts.changes:
        blocks += [divider(), section(_we_did(facts))]
    blocks += _agreement(facts)
    blocks += [section("\n".join(answered))] if (answered := _answered(facts)) else []
    blocks.append(_buttons(facts))
    return Message(_as_text(facts), blocks)


def monthly(facts: DigestFacts) -> Message:
    """To management: the same facts over the month, on one screen; the chart says nothing more."""
    blocks = [header(f"📬 {phrases.title(facts)}")]
    blocks += [context(_LATE)] if facts.late else []
    blocks += [section(f"*{escape(facts.headline, 600)}*"), *_week(facts)]
    blocks += _judged(facts)
    said = [_we_did(facts)] if facts.changes else []
    blocks += [section(text) for text in (*heard(facts, MAX_NAMED), *said)]
    blocks += _agreement(facts)
    blocks.append(actions(button("All figures", "all_figures", facts.period)))
    return Message(_as_text(facts), blocks)


def _agreement(facts: DigestFacts) -> list[Block]:
    said = [phrases.agreement(facts), phrases.kept(facts.promises)]
    return [context(f"*Agreement*  {' · '.join(filter(None, said))}")] if any(said) else []


_LATE = "Late: nothing was running when this was due"


def _edited(facts: DigestFacts) -> str:
    if not facts.edited:
        return ""
    return f"✏️ Edited {day(facts.computed_at.date())}: late data · {escape(facts.edited, 300)}"


def headline(facts: DigestFacts) -> Message:
    """What sales gets: the sentence, what to say more of, and what came of what they said."""
    said = [_say_more(facts)] if facts.say_more else []
    did = [_we_did(facts)] if facts.changes else []
    top = f"📬 *{escape(facts.headline, 600)}*"
    blocks = [section(text) for text in (top, *said, *did)]
    of_week = filter(None, (escape(phrases.title(facts), 200), phrases.funnel(facts)))
    blocks.append(context(" · ".join(of_week)))
    return Message(whole_lines("\n".join((top, *said, *did)).split("\n")), blocks)


def _week(facts: DigestFacts) -> list[Block]:
    lines = phrases.of_week(facts)
    if lines and phrases.funnel(facts):
        lines[0] = f"*{lines[0]}*"
    return [section("\n".join(lines))] if lines else []


def _judged(facts: DigestFacts) -> list[Block]:
    if not facts.campaigns:
        return []
    shown = best_first(facts.campaigns, MAX_ROWS)
    since = "" if facts.is_monthly else f", since {day(facts.since)}"
    caption = f"{phrases.judged_on(facts).capitalize()}{since}"
    blocks = [table(caption, HEAD, [campaign_row(item) for item in shown])]
    more = len(facts.campaigns) - len(shown)
    notes = [phrases.answered(facts)] if facts.answered.of else []
    where = "behind “All figures”" if facts.is_monthly else "in the thread"
    notes += [f"{phrases.plural(more, 'more campaign')} {where}"] if more > 0 else []
    return [*blocks, context(" · ".join(notes))] if notes else blocks


def _bars(facts: DigestFacts) -> list[Block]:
    bars = chart(best_first(facts.campaigns, MAX_ROWS))
    return [bars] if bars else []


def _said(facts: DigestFacts) -> list[str]:
    parts = [*_drifted(facts), *_notable(facts), *([_say_more(facts)] if facts.say_more else [])]
    if declined := why_no(facts.campaigns):
        lines = [f"{escape(item.name, 80)}: {reasons(item.why_no)}" for item in declined]
        parts.append("\n".join(("*Why no*", *lines)))
    parts += [_unnamed(facts)] if facts.unnamed else []
    parts += [_sat_in(facts.sat_in)] if phrases.sat_in(facts.sat_in) else []
    return [*parts, *heard(facts, MAX_NAMED)]


def _drifted(facts: DigestFacts) -> list[str]:
    shown = facts.drifts[:MAX_NAMED]
    lines = [f"{_opener(item)} {phrases.drift(item)}" for item in shown]
    return ["\n".join(("*What changed*", *lines))] if lines else []


def _opener(item: Drift) -> str:
    name = escape(item.campaign, 80)
    return f"{name}: the opener “{escape(item.opener, 150)}”" if item.opener else name


def _notable(facts: DigestFacts) -> list[str]:
    shown = facts.notable[:MAX_NOTABLE]
    lines = [escape(detail_phrases.notable(item), 200) for item in shown]
    return ["\n".join(("*Also stands out*", *lines))] if lines else []


def _unnamed(facts: DigestFacts) -> str:
    """What a completed pool held, in no order; whole behind “All figures”."""
    lines = [f">“{escape(text, 220)}”" for text in facts.unnamed[:MAX_UNNAMED]]
    more = len(facts.unnamed) - MAX_UNNAMED
    lines += [f"and {more} more in “All figures”"] if more > 0 else []
    return "\n".join((f"*{SAID_WITHOUT_A_NAME}*", *lines))


def _sat_in(week: SatIn) -> str:
    line = f"*Sitting in*  {phrases.sat_in(week)}"
    return f"{line}\n>{quote(week.quote)}" if week.quote else line


def heard(facts: DigestFacts, limit: int | None = None) -> list[str]:
    """What they asked for, whom they chose, and which rejected leads win all the same."""
    asked = [
        f"{escape(item.label, 80)}: {phrases.companies(item)}" for item in facts.asked_for[:limit]
    ]
    lost = [
        f"{escape(name, 60)} {count}{phrases.because(facts.lost_because.get(name, ())[:MAX_NAMED])}"
        for name, count in facts.lost_to[:limit]
    ]
    back = [escape(calibration.said(one), 150) for one in facts.calibration if one.keeps_winning][
        :limit
    ]
    lines = (("Asked for", asked), ("Lost to", lost), ("Rejected too soon?", back))
    return [f"*{title}*  {' · '.join(named)}" for title, named in lines if named]


def _say_more(facts: DigestFacts) -> str:
    return "\n".join(("*Say more of this*", *(_more(item) for item in facts.say_more)))


def _more(item: SayMore) -> str:
    name, reason = escape(item.campaign, 80), escape(mentioned(item.reason), 60)
    line = f"{name}: {reason} ({item.count} of {item.landed} that landed)"
    return f"{line}\n>{quote(item.quote)}" if item.quote else line


def _we_did(facts: DigestFacts) -> str:
    shown = facts.changes[:MAX_CHANGES]
    lines = [line for item in shown for line in change_lines(item, facts.names, facts.ends_on)]
    more = len(facts.changes) - len(shown)
    if more:
        lines.append(f"and {more} more: `/leads changes`")
    return "\n".join(("*You said, we did*", *lines))


def _answered(facts: DigestFacts) -> list[str]:
    """What was answered to this digest's findings and does not stand in it already."""
    said = {item.change.id for item in facts.changes[:MAX_CHANGES]}
    found = asked(facts)
    about = [
        one
        for one in facts.given
        if one.id not in said and (one.campaign_id in found or one.period == facts.period)
    ]
    lines = answered_lines(about, facts.names, facts.ends_on)
    more = len(lines) - MAX_ANSWERED
    return [*lines[:MAX_ANSWERED], *([f"and {more} more: `/leads changes`"] if more > 0 else [])]


def _buttons(facts: DigestFacts) -> Block:
    figures = button("All figures", "all_figures", facts.period)
    offered = _offered(facts)
    if offered is None:
        return actions(figures)
    campaign_id, name = offered
    is_answered = facts.has_answer(campaign_id)
    return buttons(f"{facts.period}|{campaign_id}", name, (figures,), is_answered=is_answered)


def _offered(facts: DigestFacts) -> tuple[str, str] | None:
    """The worst campaign, or, where none stands out, the one most often turned down. One that was
    answered, with a change or otherwise, only when there is no other."""
    found = [(one, said[0].campaign) for one, said in asked(facts).items()]
    resting = {"", *facts.resting}
    declined = [
        (item.campaign_id, item.name)
        for item in why_no(facts.campaigns)
        if item.campaign_id not in resting
    ]
    return min(found or declined, key=lambda one: facts.has_answer(one[0]), default=None)


def asked(facts: DigestFacts) -> dict[str, list[Finding]]:
    """What stands out below the rest, by campaign, worst first."""
    found: dict[str, list[Finding]] = {}
    for item in facts.findings:
        if item.reading is Reading.BELOW:
            found.setdefault(item.campaign_id, []).append(item)
    return found


def _as_text(facts: DigestFacts) -> str:
    """The same facts without blocks: for pushes, screen readers, and where blocks are refused."""
    lines = [escape(facts.headline, 600), escape(phrases.title(facts), 200)]
    lines += [*filter(None, [_edited(facts)]), *phrases.of_week(facts)]
    for item in best_first(facts.campaigns, MAX_ROWS):
        name, reading, taken, landed = campaign_row(item)
        lines.append(f"{escape(name, 60)}: taken {taken} · landed {landed} · {reading}")
    lines += [phrases.answered(facts)] if facts.answered.of else []
    lines += _said(facts)
    lines += [_we_did(facts)] if facts.changes else []
    lines += _answered(facts)
    return whole_lines("\n".join(lines).split("\n"))
