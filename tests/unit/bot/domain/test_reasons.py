"""Which chips are offered: the campaign's own first, and those that fit any campaign."""

from bot.domain.campaigns import Campaign, Objection
from bot.domain.lifecycle import State, Verdict
from bot.domain.reasons import CHIPS, FELL_FLAT, LANDED_DEFAULT, MAX_CHIP, mentioned, offered


def _chips(verdict: Verdict, campaign: Campaign | None) -> list[str]:
    return [reason.label for reason in offered(State.CONTACTED, verdict, campaign)]


def _heard(*objections: str) -> Campaign:
    return Campaign("c", "C", objections=tuple(Objection(text, "Ask") for text in objections))


def test_without_a_brief_the_chips_fit_any_campaign() -> None:
    for campaign in (None, _heard()):
        assert _chips(Verdict.FELL_FLAT, campaign) == [*FELL_FLAT]
        assert _chips(Verdict.LANDED, campaign) == [*LANDED_DEFAULT]


def test_what_fell_flat_begins_with_the_campaigns_objections() -> None:
    long = "We have tried slots before and the drivers did not keep to a single one of them"
    chips = _chips(Verdict.FELL_FLAT, _heard("Our  IT is full", long, "price"))
    assert chips[0] == "Our IT is full"
    assert chips[1].startswith("We have tried slots before")
    assert len(chips[1]) <= MAX_CHIP
    assert chips[2:] == ["price", *FELL_FLAT[:-1]], "what both name is offered once"


def test_the_row_keeps_those_that_fit_any_campaign() -> None:
    many = [f"Objection {n}" for n in range(20)]
    chips = _chips(Verdict.FELL_FLAT, _heard(*many))
    assert chips[:CHIPS] == [*many[:5], *FELL_FLAT]
    assert set(many) < set(chips), "the others are in the form"


def test_what_landed_can_be_the_answer_to_an_objection() -> None:
    own = tuple(f"Chip {n}" for n in range(9))
    answers = tuple(Objection(f"But {n}", f"Answer {n}") for n in range(4))
    brief = Campaign("c", "C", landed_chips=own[:2], objections=answers[:1])
    assert _chips(Verdict.LANDED, brief) == ["Chip 0", "Chip 1", "Answer 0"]
    full = Campaign("c", "C", landed_chips=own, objections=answers)
    row = _chips(Verdict.LANDED, full)[:CHIPS]
    assert row == [*own[:7], "Answer 0", "Answer 1", "Answer 2"]
    assert len(_chips(Verdict.LANDED, full)) == len(own) + len(answers)


def test_within_a_sentence_only_words_lose_their_capital() -> None:
    for code, text in (
        ("wrong_persona", "wrong person"),
        ("Our IT is full", "our IT is full"),
        ("IT says no", "IT says no"),
        ("I'm not the one", "I'm not the one"),
        ("In spring", "in spring"),
        ("", ""),
    ):
        assert mentioned(code) == text


def test_a_chip_is_offered_as_it_is_read_back() -> None:
    told = Campaign("c", "C", landed_chips=("Call +49 171 5551234",))
    assert _chips(Verdict.LANDED, told) == ["Call [phone]"]
