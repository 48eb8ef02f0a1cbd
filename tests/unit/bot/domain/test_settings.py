"""Settings as people type them."""

from datetime import date, time

import pytest

from bot.domain.settings import KEYS, Settings, as_text, changed, stored
from bot.errors import InvalidInput


def test_every_key_reads_what_it_shows() -> None:
    shown = as_text(Settings(work_days=("monday", "friday"), required_fields=("email",)))
    assert set(shown) == set(KEYS)
    assert as_text(changed(Settings(), shown)) == shown


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("digest_day", "Fri", "friday"),
        ("digest_time", "9:30", time(9, 30)),
        ("timezone", "europe/berlin", "Europe/Berlin"),
        ("sales_channel", "<#C0LEADS|leads>", "C0LEADS"),
        ("work_days", "fri mon", ("monday", "friday")),
        ("reactions", ":tada:=landed", {"tada": "landed"}),
        ("reactions", ":thumbsup::skin-tone-3:=landed", {"+1": "landed"}),
        ("require_agreed_step", "yes", True),
    ],
)
def test_people_may_type_it_their_way(key: str, typed: str, kept: object) -> None:
    assert getattr(changed(Settings(), {key: typed}), key) == kept


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("digest_day", "someday"),
        ("digest_time", "25:00"),
        ("timezone", "Mars/Base"),
        ("sales_channel", "#leads"),
        ("contact_hours", "0"),
        ("min_fit", "101"),
        ("required_fields", "shoe_size"),
        ("reactions", "+1=applause"),
        ("work_end", "08:00"),
        ("unknown_key", "x"),
    ],
)
def test_a_wrong_value_names_its_key_and_changes_nothing(key: str, typed: str) -> None:
    with pytest.raises(InvalidInput, match="Nothing was changed") as refused:
        changed(Settings(), {key: typed, "currency": "USD"})
    assert list(refused.value.fields) == [key]


def test_what_another_version_stored_does_not_stop_this_one() -> None:
    kept = as_text(Settings(currency="USD", min_fit=40))
    assert stored(kept) == Settings(currency="USD", min_fit=40)
    other = {"digest_day": "fortnightly", "min_intent": 7, "work_start": "18:00", "colour": "red"}
    assert stored({**kept, **other}) == Settings(currency="USD", min_fit=40)


def test_holidays_and_the_ladder_are_read_as_people_write_them() -> None:
    given = {"holidays": "2026-12-26\n2026-12-24..2026-12-25", "ladder": "on"}
    settings = changed(Settings(), given)
    assert settings.hours.holidays == {date(2026, 12, day) for day in (24, 25, 26)}
    assert settings.ladder == {"backup": 0, "sales_lead": 4}
    assert stored(as_text(settings)) == settings
    assert changed(settings, {"ladder": "sales_lead=8"}).ladder == {"sales_lead": 8}
    assert changed(settings, {"ladder": "off", "holidays": ""}) == Settings()
    for key, wrong in (("ladder", "boss=1"), ("ladder", "backup=x"), ("holidays", "xmas")):
        with pytest.raises(InvalidInput) as refused:
            changed(settings, {key: wrong})
        assert key in refused.value.fields
