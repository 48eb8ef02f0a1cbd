"""Rules that say where a lead goes: the first that matches decides."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.routing import Desk, Kind, LeadFacts, Placed, Route, Share, matches, tried

LEAD = LeadFacts("lead", "jonas@tidewell.example", "U0JONAS", "DE", 420, "dock", "webinar", False)
OWNER = Route("Owner", Kind.OWNER)
DACH = Route("DACH", Kind.PEOPLE, ("U0MAYA", "U0JONAS"), country=("de", "AT"))
LARGE = Route("Large", Kind.CHANNEL, post_in="C0LARGE", employees_from=1000)


def test_the_first_rule_that_matches_decides() -> None:
    desk = Desk([LARGE, OWNER, DACH], "C0LEADS")
    assert desk.place(LEAD) == Placed(OWNER, "C0LEADS", "U0JONAS")
    assert desk.place(replace(LEAD, owner_email=None, owner=None)).route == DACH
    assert desk.place(replace(LEAD, employees=1000)) == Placed(LARGE, "C0LARGE")
    assert desk.place(LeadFacts("other")) == Placed(None, "C0LEADS")


def test_what_is_unknown_meets_no_condition() -> None:
    unknown = LeadFacts("lead")
    for asked in (
        Route("size", Kind.DEFAULT, employees_to=10),
        Route("country", Kind.DEFAULT, country=("DE",)),
        Route("campaign", Kind.DEFAULT, campaign=("dock",)),
        Route("channel", Kind.DEFAULT, channel=("webinar",)),
        Route("team", Kind.DEFAULT, owner_team=("U0JONAS",)),
        Route("customer", Kind.DEFAULT, customer=True),
    ):
        assert not matches(asked, unknown, {})
    assert matches(Route("stranger", Kind.DEFAULT, customer=False), unknown, {})


def test_a_team_is_its_people_and_its_user_groups() -> None:
    team = Route("team", Kind.DEFAULT, owner_team=("U0PRIYA", "S0DACH"))
    assert matches(team, LEAD, {"S0DACH": ("U0JONAS",)})
    assert not matches(team, LEAD, {"S0DACH": ("U0MAYA",)})


def test_people_take_turns_and_who_is_away_is_passed_over() -> None:
    pool = Route("pool", Kind.PEOPLE, ("U0MAYA", "S0MORE"))
    groups = {"S0MORE": ("U0JONAS", "U0MAYA", "U0PRIYA")}
    desk = Desk([pool], "C0LEADS", groups, {"U0JONAS": None}, {"pool": "U0MAYA"})
    assert [desk.place(LEAD).user for _ in range(3)] == ["U0PRIYA", "U0MAYA", "U0PRIYA"]
    standing_in = Desk([pool], "C0LEADS", groups, {"U0JONAS": "U0SAM"}, {"pool": "U0MAYA"})
    assert [standing_in.place(LEAD).user for _ in range(3)] == ["U0SAM", "U0PRIYA", "U0MAYA"]


def test_by_load_the_one_with_the_fewest_open_leads() -> None:
    pool = Route("pool", Kind.PEOPLE, ("U0MAYA", "U0JONAS"), Share.LOAD)
    desk = Desk([pool], "C0LEADS", loads={"U0MAYA": 2})
    assert [desk.place(LEAD).user for _ in range(4)] == ["U0JONAS", "U0JONAS", "U0MAYA", "U0JONAS"]


def test_a_lead_goes_on_to_the_next_rule_and_never_back() -> None:
    desk = Desk([OWNER, DACH], "C0LEADS")
    again = desk.place(LEAD, after="Owner", but_for={"U0JONAS"})
    assert (again.route, again.user) == (DACH, "U0MAYA")
    last = desk.place(LEAD, after="Owner", but_for={"U0JONAS", "U0MAYA"})
    assert last == Placed(None, "C0LEADS")
    assert desk.place(LEAD, but_for={"U0JONAS"}).route == DACH


def test_an_owner_who_is_away_without_a_backup_leaves_the_lead_to_the_next_rule() -> None:
    away = {"U0JONAS": None}
    assert Desk([OWNER, DACH], "C0LEADS", receivers=away).place(LEAD) == Placed(
        DACH, "C0LEADS", "U0MAYA"
    )
    assert Desk([OWNER], "C0LEADS", receivers=away).place(LEAD) == Placed(None, "C0LEADS")
    backed = Desk([OWNER, DACH], "C0LEADS", receivers={"U0JONAS": "U0PRIYA"})
    assert backed.place(LEAD) == Placed(OWNER, "C0LEADS", "U0PRIYA")
    assert backed.place(LEAD, but_for={"U0PRIYA"}).route == DACH


def test_a_trial_counts_each_lead_once_and_names_those_without_a_rule() -> None:
    nobody = replace(LEAD, id="2", owner=None, country="FR", label="Dana Ruiz")
    trial = tried(Desk([OWNER, DACH], ""), [LEAD, nobody, replace(LEAD, id="3", owner=None)])
    assert trial.counts == (("Owner", 1), ("DACH", 1))
    assert trial.people == (("U0JONAS", 1), ("U0MAYA", 1))
    assert (trial.total, trial.unmatched) == (3, ("Dana Ruiz",))
    assert trial.of_strangers == "2 leads of 1 owner"


people = st.sampled_from(["U1", "U2", "U3", "S1", "S2"])
groups = st.dictionaries(
    st.sampled_from(["S1", "S2"]), st.lists(people.filter(lambda p: p[0] == "U"))
)
optional = st.none() | st.sampled_from(["DE", "AT", "FR"])
sizes = st.none() | st.integers(0, 5)
leads = st.builds(
    LeadFacts,
    id=st.uuids().map(str),
    owner_email=optional,
    owner=st.none() | st.sampled_from(["U1", "U2", "U9"]),
    country=optional,
    employees=sizes,
    campaign=optional,
    is_customer=st.none() | st.booleans(),
)
routes = st.builds(
    Route,
    name=st.text(min_size=1, max_size=4),
    kind=st.sampled_from(Kind),
    people=st.lists(people, max_size=4).map(tuple),
    by=st.sampled_from(Share),
    post_in=st.sampled_from(["", "C1", "C2"]),
    owner_team=st.lists(people, max_size=2).map(tuple),
    country=st.lists(st.sampled_from(["DE", "at"]), max_size=2).map(tuple),
    employees_from=sizes,
    customer=st.none() | st.booleans(),
)
receivers = st.dictionaries(
    st.sampled_from(["U1", "U2", "U3"]), st.none() | st.sampled_from(["U1", "U4"])
)


@given(
    st.lists(routes, max_size=5, unique_by=lambda route: route.name),
    st.lists(leads, max_size=8),
    groups,
    receivers,
    st.sets(st.sampled_from(["U1", "U2", "U4"])),
)
def test_every_lead_has_exactly_one_target(
    rules: list[Route],
    arrived: list[LeadFacts],
    members: dict[str, list[str]],
    standing_in: dict[str, str | None],
    but_for: set[str],
) -> None:
    def run() -> list[Placed]:
        desk = Desk(rules, "C0", members, standing_in)
        return [desk.place(lead, but_for=but_for) for lead in arrived]

    placed = run()
    assert placed == run(), "the same leads under the same rules"
    for lead, one in zip(arrived, placed, strict=True):
        assert one.channel
        assert one.user not in but_for
        assert one.route is None or matches(one.route, lead, members)
        assert (one.route is not None and one.route.kind is Kind.PEOPLE) <= (one.user is not None)
        if one.user is not None:
            assert one.user not in standing_in or one.user in standing_in.values()
