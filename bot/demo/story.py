"""Tidewell, a made-up company: its people, its campaigns, and the leads that arrive live."""

from datetime import UTC, datetime
from typing import Any

START = datetime(2026, 8, 20, 7, 12, tzinfo=UTC)
"""A Thursday, 9:12 in Berlin, in ISO week 34."""

LAST_MONDAY = datetime(2026, 8, 17, 7, 0, tzinfo=UTC)
"""9:00 in Berlin: when the last digest came, of week 33."""

COMPANY_SENTENCE = "Nobody should wait at a gate"
CHIPS = "Customer proof", "Waiting cost", "No hardware"
PEOPLE: tuple[dict[str, Any], ...] = (
    {"name": "maya", "real_name": "Maya Lind", "title": "Sales · strict"},
    {"name": "jonas", "real_name": "Jonas Weber", "title": "Sales · fast"},
    {"name": "priya", "real_name": "Priya Nair", "title": "Sales · new"},
    {"name": "lena", "real_name": "Lena Voss", "title": "Marketing"},
    {"name": "sam", "real_name": "Sam Ito", "title": "Admin", "is_admin": True},
)
REPS = "maya", "jonas", "priya"
SETTINGS = {
    "company_sentence": COMPANY_SENTENCE,
    "timezone": "Europe/Berlin",
    "digest_day": "monday",
    "digest_time": "09:00",
    "contact_hours": "4",
    "work_end": "18:00",
}
CAMPAIGNS: dict[str, dict[str, Any]] = {
    "dock-webinar": {
        "name": "Dock webinar",
        "channel": "webinar",
        "promise": "Trucks wait 30 % less in 90 days, no new hardware.",
        "audience": "Operations leaders",
        "offer": "Yard review",
        "opening_line": "You asked about waiting at Hamm. What does an hour cost you there?",
        "objections": [
            {"objection": "Our IT is full", "answer": "Runs beside the WMS, no project"},
            {"objection": "We tried slots", "answer": "Slots move with the trucks, by themselves"},
        ],
        "landed_chips": list(CHIPS),
        "value_points": ["An hour less per truck", "Fewer calls from the gate"],
        "risk_points": ["Drivers leave for yards with shorter queues"],
        "dont_say": ["cheap", "AI"],
        "proof_links": ["https://tidewell.example/hamm"],
        "committed_step": "20-min yard review",
        "owner": "lena@tidewell.example",
        "starts_on": "2026-06-01",
        "cost": 12000,
    },
    "search": {
        "name": "Search",
        "channel": "paid search",
        "promise": "First gate live in one day.",
        "audience": "Site managers",
        "offer": "Gate check",
        "opening_line": "You looked for gate software. Which gate hurts most?",
        "objections": [{"objection": "One day? Never", "answer": "One gate, one day: we show it"}],
        "landed_chips": ["First gate", "Speed", "No project"],
        "committed_step": "gate check",
        "owner": "lena@tidewell.example",
        "starts_on": "2026-06-01",
        "cost": 9000,
    },
    "logiexpo-badges": {
        "name": "LogiExpo badges",
        "channel": "trade fair",
        "promise": "See your yard live.",
        "audience": "Visitors of the stand",
        "landed_chips": ["Live view", "Demo at the stand"],
        "owner": "lena@tidewell.example",
        "starts_on": "2026-06-01",
        "cost": 31000,
    },
    "cost-calculator": {
        "name": "Cost calculator",
        "channel": "website",
        "promise": "Your detention bill in 4 minutes.",
        "audience": "Controllers",
        "opening_line": "Your bill came to more than you thought, did it?",
        "landed_chips": ["The number", "Four minutes"],
        "committed_step": "sends figures",
        "owner": "lena@tidewell.example",
        "starts_on": "2026-06-01",
        "cost": 3000,
    },
    "second-site": {
        "name": "Second site",
        "channel": "customers",
        "promise": "A second site with the same set-up.",
        "audience": "Customers with several sites",
        "opening_line": "Hamm runs. Where do trucks wait next?",
        "landed_chips": ["Same set-up", "Their own numbers"],
        "committed_step": "site call",
        "owner": "lena@tidewell.example",
        "starts_on": "2026-06-01",
        "cost": 2000,
    },
}


def _lead(
    number: int, campaign: str | None, person: dict[str, Any], company: dict[str, Any], **more: Any
) -> dict[str, Any]:
    given = {"name": person.pop("name", None), **person}
    return {
        "external_id": f"live-{number}",
        "campaign": campaign,
        "person": given,
        "company": company,
        "fit": {"score": 70, "reasons": ["size", "docks"]},
        "intent": {"score": 60, "reasons": ["visited twice"]},
        **more,
    }


def _seen(minutes: int, name: str, channel: str = "web") -> dict[str, Any]:
    """A touchpoint this many minutes before the lead arrives; made absolute when it is sent."""
    return {"minutes_ago": minutes, "name": name, "channel": channel}


_KESTREL = {
    "name": "Kestrel Foods",
    "domain": "kestrel.example",
    "industry": "Food",
    "employees": 420,
    "country": "DE",
    "is_customer": False,
}
_DANA = {
    "name": "Dana Ruiz",
    "title": "VP Operations",
    "email": "dana.ruiz@kestrel.example",
    "phone": "+49 2381 555 0142",
    "is_decision_maker": True,
}
_NORDHAFEN = {"name": "Nordhafen Logistik", "employees": 1900, "country": "DE"}

LIVE: tuple[dict[str, Any], ...] = (
    _lead(
        1,
        "dock-webinar",
        dict(_DANA),
        _KESTREL,
        fit={"score": 86, "reasons": ["size", "docks"]},
        intent={"score": 74, "reasons": ["asked", "pricing"]},
        touchpoints=[
            _seen(4, "Asked for a yard review"),
            _seen(2 * 1440, "Webinar, stayed 41 of 45 min", "webinar"),
            _seen(3 * 1440, "Pricing page ×2"),
        ],
        crm_url="https://crm.tidewell.example/leads/48123",
    ),
    _lead(
        2,
        "search",
        {"name": "T. Okafor", "email": "t.okafor@brightport.example"},
        {"name": "Brightport"},
        touchpoints=[_seen(9, "Asked for a gate check")],
    ),
    _lead(
        3,
        "search",
        {"name": "Ole Hansen", "title": "Student", "email": "ole@uni-nord.example"},
        {"name": "Universität Nord", "employees": 4000, "country": "DE"},
        fit={"score": 45, "reasons": ["searched for “dock scheduling”"]},
        touchpoints=[_seen(1, "Downloaded “Yards in numbers”")],
    ),
    _lead(
        4,
        "second-site",
        {"name": "Greta Holm", "title": "Head of Sites", "email": "greta@lunde.example"},
        {"name": "Lunde Papier", "employees": 800, "country": "SE", "is_customer": True},
        owner_email="jonas@tidewell.example",
        touchpoints=[_seen(2, "Asked about a second site")],
    ),
    _lead(
        5,
        "dock-webinar",
        dict(_DANA),
        _KESTREL,
        touchpoints=[_seen(1, "Cost calculator: 212 h of waiting a month")],
    ),
    *(
        _lead(
            6 + index,
            "dock-webinar",
            {"name": name, "title": title, "email": f"{name.split()[0].lower()}@nordhafen.example"},
            _NORDHAFEN,
            touchpoints=[_seen(3, "Watched the webinar", "webinar")],
        )
        for index, (name, title) in enumerate(
            (("Ines Falk", "Yard Manager"), ("Bo Ahlers", "Dispatch"), ("Ruth Dorn", "CFO"))
        )
    ),
    _lead(
        9,
        "dock-webinar",
        {"name": "Paolo Conti", "title": "COO", "email": "paolo@conti.example"},
        {"name": "Conti Frutta", "employees": 260, "country": "IT", "is_customer": False},
        touchpoints=[_seen(6, "“Budget opens on 1 October”", "form")],
    ),
    _lead(
        10,
        None,
        {"name": "Sana Mir", "title": "Operations", "email": "sana@mirfreight.example"},
        {"name": "Mir Freight", "employees": 140, "country": "NL"},
        owner_email="priya@tidewell.example",
        utm={"source": "bing", "medium": "cpc", "campaign": "search"},
        touchpoints=[_seen(2, "Asked for a gate check")],
    ),
    _lead(
        11,
        "dock-webinar",
        {"name": "<!channel> *Bobby* \u202egnibboB 😀", "email": "bobby@tables.example"},
        {"name": "<https://evil.example|Tables> & Söhne", "employees": 7, "country": "DE"},
        touchpoints=[_seen(1, "@everyone look `here`")],
    ),
    _lead(
        12,
        "search",
        {"name": "Kim Poe", "email": "kim@poe.example"},
        {"name": "Poe Florist", "employees": 3, "country": "US"},
        fit={"score": 31, "reasons": ["too small"]},
    ),
    _lead(
        13,
        "logiexpo-badges",
        {"name": "Jule Arendt", "title": "Yard Lead", "email": "jule@saalepapier.example"},
        {"name": "Saale Papier", "employees": 310, "country": "DE", "is_customer": False},
        touchpoints=[_seen(7, "Badge scanned at the stand", "trade fair")],
    ),
)
