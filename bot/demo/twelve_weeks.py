"""What Tidewell's twelve weeks are made of: exact counts, and names and words to draw from."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.lifecycle import Action

FIRST_MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
WEEK_7 = FIRST_MONDAY + timedelta(weeks=6)
"""Week 29: from then on Search says “first gate live in one day”."""

KNOWN_COMPETITOR = "Gatevia"
"""Of this one the reps also say why."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Six weeks of one campaign: how many came, were taken, were told about, and landed; `asked` is
    which lead asked for what, `competitor` whom some chose."""

    campaign: str
    delivered: int
    taken: int
    told: int
    landed: int
    landed_chips: tuple[tuple[str, int], ...]
    flat_chips: tuple[str, ...]
    declines: tuple[tuple[str, int], ...]
    asked: tuple[tuple[int, str], ...] = ()
    competitor: str = KNOWN_COMPETITOR


EXPLAINED = {
    Action.LANDED: (("promise", "yes"), ("promise", "yes"), ("own", "partly"), ("promise", "yes")),
    Action.FELL_FLAT: (("own", "no"), ("pitch", "partly"), ("promise", "no"), ("own", "yes")),
}
"""How they opened, and whether the promise was true: four in turn."""
DISCOUNTS = ("no", "budget", "competitor", "no", "volume")

_FLAT = ("Not their problem", "Too early", "Price")
BEFORE = (
    Quota("second-site", 20, 17, 13, 11, (("Same set-up", 8),), _FLAT, (("bad_timing", 3),)),
    Quota(
        "dock-webinar",
        58,
        45,
        38,
        27,
        (("Customer proof", 12), ("Waiting cost", 9), ("No hardware", 6)),
        _FLAT,
        (("outside_icp", 7), ("wrong_persona", 4), ("duplicate", 2)),
    ),
    Quota(
        "search",
        49,
        36,
        26,
        6,
        (("Speed", 4), ("No project", 2)),
        ("Promise not believed", "Promise not believed", "Wrong opening"),
        (("outside_icp", 6), ("student", 5), ("spam", 2)),
    ),
    Quota(
        "logiexpo-badges",
        40,
        15,
        12,
        5,
        (("Live view", 3), ("Demo at the stand", 2)),
        _FLAT,
        (("wrong_persona", 13), ("student", 8), ("outside_icp", 4)),
    ),
    Quota("cost-calculator", 4, 3, 2, 1, (("The number", 1),), _FLAT, (("outside_icp", 1),)),
)
SINCE = (
    Quota(
        "second-site",
        22,
        19,
        16,
        14,
        (("Same set-up", 9), ("Their own numbers", 5)),
        _FLAT,
        (("duplicate", 1), ("outside_icp", 2)),
    ),
    Quota(
        "dock-webinar",
        64,
        52,
        44,
        31,
        (
            ("Customer proof", 14),
            ("Waiting cost", 11),
            ("No hardware", 3),
            ("Runs beside the WMS, no project", 3),
        ),
        _FLAT,
        (("outside_icp", 6), ("wrong_persona", 3), ("existing_customer", 3)),
        (
            (2, "SSO"),
            (4, "Driver app in Polish"),
            (15, "sso"),
            (22, "Driver app in Polish"),
            (27, "SSO"),
        ),
    ),
    Quota(
        "search",
        51,
        36,
        30,
        19,
        (("First gate", 12), ("Speed", 4), ("One gate, one day: we show it", 3)),
        _FLAT,
        (("outside_icp", 7), ("student", 5), ("invalid_contact", 3)),
        ((14, "SSO"), (17, "SSO"), (23, "SSO ")),
    ),
    Quota(
        "logiexpo-badges",
        88,
        29,
        24,
        9,
        (("Live view", 6), ("Demo at the stand", 3)),
        ("Not their problem", "Not their problem", "Too early"),
        (("wrong_persona", 31), ("student", 17), ("outside_icp", 11)),
        competitor="Rampwerk",
    ),
    Quota("cost-calculator", 3, 3, 2, 2, (("The number", 2),), _FLAT, ()),
)

QUOTES = {
    "dock-webinar": (
        "Hamm costs us two hours a truck",
        "If a plant like ours did it without new scanners, I want to see it",
        "My drivers call me from the gate, not the system",
        "Thirty percent? Show me one yard where it held",
    ),
    "search": (
        "One gate I can decide by myself",
        "If the first gate works, the second is easy",
        "Everybody promises a day. You named the gate",
    ),
    "second-site": ("Same as Hamm, please, nothing new", "We have the numbers, let us copy it"),
    "logiexpo-badges": ("I only wanted the badge", "Nice screen, but I do not run a yard"),
    "cost-calculator": ("I did not know it was that much",),
}
FIRST_NAMES = (
    "Anna",
    "Bruno",
    "Carla",
    "David",
    "Elif",
    "Felix",
    "Gesa",
    "Hugo",
    "Irina",
    "Jan",
    "Karin",
    "Luca",
    "Mara",
    "Nils",
    "Olga",
    "Pia",
    "Quentin",
    "Rosa",
    "Sven",
    "Tilda",
    "Uwe",
    "Vera",
    "Willem",
    "Xenia",
    "Yusuf",
    "Zoe",
)
LAST_NAMES = (
    "Abel",
    "Brandt",
    "Conrad",
    "Dietz",
    "Engel",
    "Fuchs",
    "Graf",
    "Huber",
    "Ihle",
    "Jung",
    "Kern",
    "Lenz",
    "Maas",
    "Nolte",
    "Otto",
    "Pohl",
    "Quast",
    "Reuter",
    "Sauer",
    "Thiel",
    "Ulrich",
    "Voigt",
    "Wolff",
    "Zander",
)
FIRMS = (
    "Alster",
    "Amber",
    "Baltic",
    "Birke",
    "Delta",
    "Donau",
    "Elbe",
    "Falken",
    "Granit",
    "Hansa",
    "Inn",
    "Isar",
    "Jade",
    "Kiesel",
    "Lahn",
    "Linden",
    "Mosel",
    "Nord",
    "Oder",
    "Rhein",
    "Saale",
    "Tauber",
    "Weser",
)
TRADES = ("Foods", "Papier", "Getränke", "Chemie", "Stahl", "Textil", "Logistik", "Pharma")
INDUSTRIES = {"Foods": "Food", "Getränke": "Food", "Logistik": "Logistics", "Pharma": "Pharma"}
TITLES = ("Head of Logistics", "Site Manager", "COO", "Yard Manager", "Controller", "Dispatch")
