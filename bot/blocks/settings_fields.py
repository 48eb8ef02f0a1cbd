"""The fields of the two forms behind /leads settings, by heading."""

from collections.abc import Mapping, Sequence

from bot.blocks import definition, definition_words, roles
from bot.blocks.elements import (
    button,
    channel_select,
    checkboxes,
    choice,
    context,
    divider,
    field,
    header,
    option,
    section,
    text_input,
)
from bot.blocks.message import Block
from bot.domain.definition import criteria_of
from bot.domain.setting_values import DAYS, LADDER, REACTION_FEATURES, shown
from bot.domain.settings import Settings

LABELS: Mapping[str, str] = {
    "sales_channel": "Channel for leads",
    "marketing_channel": "Channel for marketing",
    "digest_day": "Day",
    "digest_time": "Time",
    "timezone": "Time zone",
    "monthly_channel": "Monthly digest for management",
    "skip_weeks": "Weeks without a digest",
    "executive": "Who hears of long overdue promises",
    "contact_hours": "Working hours until the first contact",
    "work_start": "Work starts at",
    "work_end": "Work ends at",
    "work_days": "Working days",
    "holidays": "Holidays",
    "reminder_percent": "Remind the owner when so much of the time is left (%)",
    "ladder": "Tell others when a contact is overdue",
    "ask_after_days": "Ask how it went after so many working days",
    "min_fit": "Minimum fit",
    "min_intent": "Minimum intent",
    "required_fields": "Must be known",
    "require_agreed_step": "Agreed next step",
    "sitting_in": "Sitting in",
    "disputes": "Second looks",
    "company_sentence": "The company in one sentence",
    "burst": "Cards a minute",
    "currency": "Currency",
    "reactions": "Emoji on a card",
    **roles.LABELS,
}
_LADDER = shown(LADDER)


def channels(values: Mapping[str, str]) -> list[Block]:
    return [
        header("Where"),
        _channel(
            "sales_channel", values, "Every new lead is posted here. Invite @Leadloop there first."
        ),
        _channel("marketing_channel", values, "The weekly digest comes here."),
    ]


def _channel(key: str, values: Mapping[str, str], hint: str) -> Block:
    return _input(key, channel_select(values[key]), optional=True, hint=hint)


def digest(values: Mapping[str, str]) -> list[Block]:
    days = [option(day.capitalize(), day) for day in DAYS]
    return [
        divider(),
        header("Weekly digest"),
        _input("digest_day", choice("static_select", days, values["digest_day"])),
        _input("digest_time", _time(values["digest_time"])),
        _input(
            "timezone",
            text_input(initial=values["timezone"], limit=60),
            hint="Such as Europe/Berlin. It also sets the working hours.",
        ),
    ]


def clock(settings: Settings, values: Mapping[str, str]) -> list[Block]:
    days = [option(day.capitalize(), day) for day in DAYS]
    return [
        divider(),
        header("The clock on a card"),
        _input("contact_hours", _number(values["contact_hours"], 1, 80)),
        _input("work_start", _time(values["work_start"])),
        _input("work_end", _time(values["work_end"])),
        _input("work_days", _several(days, settings.work_days)),
        context("Who takes a lead works it in their own hours: `/leads hours 9-17 mon-thu`."),
    ]


def rule(settings: Settings) -> list[Block]:
    rule = section("\n".join(definition_words.lines(criteria_of(settings))))
    rule["accessory"] = button("Definition…", definition.SHOW, "settings")
    return [
        divider(),
        header("Which leads reach the channel"),
        context("The others are stored and counted, not posted. Sales and marketing both sign it."),
        rule,
    ]


def more_digest(values: Mapping[str, str]) -> list[Block]:
    return [
        header("Digests and days off"),
        _channel("monthly_channel", values, "On the first working day of a month; empty: none."),
        _input(
            "skip_weeks",
            text_input(initial=values["skip_weeks"].replace(",", " "), limit=600),
            optional=True,
            hint="Such as 2026-W52. Weeks of holidays are left out by themselves.",
        ),
        _input(
            "executive",
            _user(values["executive"]),
            optional=True,
            hint="Told once, privately, when a promise is two weeks late; empty: nobody.",
        ),
        _input(
            "holidays",
            text_input(initial=values["holidays"].replace(",", "\n"), multiline=True, limit=2000),
            optional=True,
            hint="One a line: 2026-12-25, or 2026-12-24..2027-01-01.",
        ),
    ]


def reminders(values: Mapping[str, str]) -> list[Block]:
    ladders = {_LADDER: "The backup, 4 working h later a sales lead", "": "Nobody"}
    current = values["ladder"]
    ladders.setdefault(current, current)
    steps = [option(text, code or "off") for code, text in ladders.items()]
    ladder = choice("static_select", steps, current or "off")
    return [
        divider(),
        header("Private reminders"),
        _input(
            "reminder_percent",
            _number(values["reminder_percent"], 0, 90),
            hint="0: no reminder.",
        ),
        _input("ladder", ladder, hint="Each is told once, in their working hours."),
        _input(
            "ask_after_days",
            _number(values["ask_after_days"], 0, 20),
            hint="Once for each lead; 0: never. App Home keeps what is not answered.",
        ),
    ]


def words(values: Mapping[str, str]) -> list[Block]:
    features = ", ".join(REACTION_FEATURES)
    emoji = text_input(initial=values["reactions"].replace(",", "\n"), multiline=True, limit=1500)
    return [
        divider(),
        header("Words and signs"),
        _input(
            "company_sentence",
            text_input(initial=values["company_sentence"]),
            optional=True,
            hint="It stands above the promise in every brief.",
        ),
        _input("burst", _number(values["burst"], 1, 100_000), hint="Further leads share one card."),
        _input("currency", text_input(initial=values["currency"], limit=3), hint="Three letters."),
        _input("reactions", emoji, hint=f"One a line, emoji=meaning: {features}."),
    ]


def together(settings: Settings) -> list[Block]:
    join = option("Marketing may ask to join calls, reps to join campaign reviews", "yes")
    look = option("Marketing may ask for a second look at a lead turned down", "yes")
    joined = ["yes"] if settings.sitting_in else []
    looked = ["yes"] if settings.disputes else []
    return [
        divider(),
        header("Learning from each other"),
        _input("sitting_in", checkboxes([join], joined), optional=True),
        _input("disputes", checkboxes([look], looked), optional=True),
    ]


def _input(key: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    return field(LABELS[key], key, element, optional=optional, hint=hint)


def _user(current: str) -> Block:
    element: Block = {"type": "users_select"}
    return {**element, "initial_user": current} if current else element


def _time(current: str) -> Block:
    return {"type": "timepicker", "initial_time": current}


def _number(current: str, low: int, high: int) -> Block:
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": current,
        "min_value": str(low),
        "max_value": str(high),
    }


def _several(options: Sequence[Block], current: Sequence[str]) -> Block:
    element: Block = {"type": "multi_static_select", "options": list(options)}
    initial = [item for item in options if item["value"] in current]
    return {**element, "initial_options": initial} if initial else element
