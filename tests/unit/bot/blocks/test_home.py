"""App Home's blocks: what comes first for whom, one page of each list, and never too much."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.blocks import home
from bot.blocks.lists import sentence
from bot.blocks.message import Block, Message, Notice
from bot.domain.absence import Absence, Away
from bot.domain.deliveries import DeadLetter, Deliveries, PausedChannel
from bot.domain.figures import best_first
from bot.domain.home import (
    SIZES,
    Home,
    Marketing,
    Page,
    Part,
    SetUp,
    Troubles,
    Turned,
    UnmatchedOwner,
    by_campaign,
    page_of,
)
from bot.domain.lifecycle import State
from bot.domain.settings import Settings
from bot.domain.sit_ins import SitIn, SitInKind, SitInState
from bot.domain.stats import Reading
from sandbox.checks import check_view
from tests.unit.bot.blocks import hostile
from tests.unit.bot.blocks.hostile import NOW, TEXTS, lines, marked_up
from tests.unit.bot.facts import tidewell

SETTINGS = Settings(sales_channel="C0LEADS", marketing_channel="C0MKT", timezone="Europe/Berlin")
READY = SetUp(SETTINGS, has_source=True, has_lead=True)
WELL = Deliveries(None, (), ())


def quiet(**more: object) -> Home:
    """Nothing is to be done."""
    nothing = Home(Page(), Page(), Page(), Page(), None, READY, Settings().zone, NOW)
    return replace(nothing, **more)  # type: ignore[arg-type]  # fields of Home, by name


def full(text: str) -> Home:
    """All parts longer than a page, and all that comes from outside is `text`."""
    facts = hostile.facts(text)
    turned = Turned({part: SIZES[part] for part in Part})
    owners = [UnmatchedOwner(text, 1000)] * 50
    dead = [DeadLetter("1", "card", "C0LEADS", text, f"error_{n}", NOW, 9) for n in range(20)]
    paused = [PausedChannel("C0LEADS", "is_archived", NOW, 7)] * 9
    changes = [hostile.progress(text)] * 20
    return Home(
        do_now=page_of(lines(text, State.ACCEPTED), Part.DO_NOW, turned),
        owed=page_of(lines(text, State.CONTACTED), Part.OWED, turned),
        unclaimed=page_of(lines(text, State.NEW), Part.UNCLAIMED, turned),
        because=page_of(changes, Part.BECAUSE, turned),
        away=Away(Absence("U0MAYA", date(2026, 8, 28), "U0JONAS"), True, 3),
        set_up=SetUp(Settings(company_sentence=text[:300]), False, False),
        zone=Settings().zone,
        now=NOW,
        marketing=Marketing(
            facts,
            page_of(by_campaign(facts.findings), Part.FINDINGS, turned),
            page_of([hostile.change(text)] * 20, Part.PROMISES, turned),
            page_of(facts.campaigns, Part.CAMPAIGNS, turned),
        ),
        troubles=Troubles(
            Deliveries(None, tuple(paused), tuple(dead)), page_of(owners, Part.OWNERS, turned)
        ),
        names={f"U0{n}": text for n in range(20)},
        turned=turned,
        sit_ins=page_of([sit_in(text, state) for state in SitInState] * 2, Part.SIT_INS, turned),
        left=page_of(lines(text, State.CONTACTED), Part.LEFT, turned),
        user="U0MAYA",
    )


def sit_in(text: str, state: SitInState) -> SitIn:
    held_on = date(2026, 8, 28) if state is SitInState.ACCEPTED else None
    names = {"U0MAYA": text, "U0LENA": text}
    about = SitIn("1", SitInKind.CALL, "2", "U0LENA", "U0MAYA", NOW, state, held_on, text)
    return replace(about, label=text, names=names)


def titles(drawn: Block) -> list[str]:
    return [b["text"]["text"] for b in drawn["blocks"] if b["type"] == "header"]


def marketers(home_of: Home, **more: object) -> Home:
    facts = tidewell()
    seen = Marketing(
        facts,
        page_of(by_campaign(facts.findings), Part.FINDINGS, Turned()),
        campaigns=page_of(best_first(facts.campaigns, 99), Part.CAMPAIGNS, Turned()),
    )
    return replace(home_of, marketing=replace(seen, **more))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("text", TEXTS)
def test_a_full_home_is_taken_whole(text: str) -> None:
    long, seen = Message(text, sentence(text or "Done.").blocks * 30), full(text)
    for part in (*Part, "top"):
        drawn = home.view(seen, Notice(long, f"{part}.0.1"))
        assert check_view(drawn, "home") == []
        assert len(drawn["blocks"]) <= 100
        assert titles(drawn)[-1].startswith("Because of you"), "nothing is cut off"
        assert drawn["blocks"][-1]["elements"][0]["text"]["text"] == "I'm back"
        assert "<!channel>" not in marked_up(drawn)


def test_a_rep_is_told_that_nothing_is_to_be_done_a_marketer_is_shown_findings() -> None:
    assert titles(home.view(quiet())) == ["Do now", "Nobody has these yet"]
    seen = titles(home.view(marketers(quiet())))
    assert seen == ["Findings of week 34 · 3", "Campaigns · 5", "Nobody has these yet"]


def test_ones_own_leads_come_before_marketings_part() -> None:
    own = replace(marketers(quiet()), do_now=Page(lines("Dana", State.ACCEPTED)[:1], 1))
    assert titles(home.view(own))[:2] == ["Do now · 1", "Findings of week 34 · 3"]


def test_only_what_an_admin_can_mend_is_shown_to_an_admin() -> None:
    admin = quiet(troubles=Troubles(WELL, Page((UnmatchedOwner("jo@acme.example", 5),), 1)))
    drawn = home.view(admin)
    assert titles(drawn)[0] == "Owners that match nobody · 1"
    assert "*jo@acme.example*  5 leads" in marked_up(drawn)
    calm = home.view(quiet(troubles=Troubles(WELL)))
    assert titles(calm) == ["Nobody has these yet"]
    dead = (DeadLetter("m1", "brief", "U0MAYA", "Dana", "user_not_found", NOW, 3),)
    told = home.view(quiet(troubles=Troubles(replace(WELL, dead=dead))))
    assert titles(told)[0] == "Undelivered messages · 1"


def test_a_finding_is_answered_once() -> None:
    drawn = str(home.view(marketers(quiet())))
    assert drawn.count("'promise_change'") == 1, "one for both rates of LogiExpo"
    assert "9 of 24 landed" in drawn
    assert "29 of 88 taken" in drawn
    promised = str(home.view(marketers(quiet(), promised=frozenset({"id-logiexpo"}))))
    assert "'promise_change'" not in promised
    assert "A change is promised" in promised


def test_campaigns_have_their_counts_and_reading() -> None:
    drawn = marked_up(home.view(marketers(quiet())))
    assert "*Calculator*  too few to judge\n　Taken 3/3 · landed 2/2" in drawn
    assert f"*LogiExpo*  {Reading.BELOW}" in drawn
    assert "Six weeks, " in drawn


@pytest.mark.parametrize(
    ("first_at", "said"),
    [
        (NOW + timedelta(days=7), "The first comes on 31 Aug at 11:00 (Europe/Berlin)."),
        (NOW - timedelta(minutes=1), "The first comes in a few minutes."),
        (None, "As it is set now, every week is left out."),
    ],
)
def test_before_the_first_digest_it_says_when_that_comes(
    first_at: datetime | None, said: str
) -> None:
    new = quiet(marketing=Marketing(None, first_at=first_at), zone=SETTINGS.zone)
    assert f"No digest was sent yet. {said} `/leads digest preview`" in str(home.view(new))
    bare = replace(READY, settings=replace(SETTINGS, sales_channel=""))
    unready = str(home.view(replace(new, set_up=bare)))
    assert "It comes once an admin has chosen the channels" in unready


def test_pages_are_turned_both_ways() -> None:
    everything = lines("Dana", State.ACCEPTED)
    turned = Turned({"do_now": 7})
    drawn = str(home.view(quiet(do_now=page_of(everything, Part.DO_NOW, turned), turned=turned)))
    assert "Do now · 50" in drawn
    assert "Back to 1–7" in drawn
    assert "'do_now|0'" in drawn
    assert "Show more (15–21)" in drawn
    assert "'do_now|14'" in drawn


def test_what_is_said_stands_where_it_was_pressed() -> None:
    page = Page(lines("Dana", State.CONTACTED)[:3], 3)
    drawn = home.view(quiet(owed=page), Notice(sentence("Counted."), "owed.1.1"))
    ids = [block.get("block_id", "") for block in drawn["blocks"]]
    assert ids.index("owed.1.said0") == ids.index("owed.1.0") - 1
    # an answer to the answer stands there too, also when the list is empty by now
    again = home.view(quiet(), Notice(sentence("Counted."), "owed.1.said0"))
    assert [b["block_id"] for b in again["blocks"] if "said" in b.get("block_id", "")] == [
        "owed.1.said0"
    ]
    elsewhere = home.view(quiet(), Notice(sentence("Counted."), "xyz"))
    assert elsewhere["blocks"][0]["block_id"] == "top.said0"
