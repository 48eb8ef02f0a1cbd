"""The emoji table."""

import pytest

from sandbox.render import emoji


@pytest.mark.parametrize(
    ("name", "character"),
    [
        ("white_check_mark", "✅"),
        ("thumbsup", "👍"),
        ("+1", "👍"),
        (":no_entry_sign:", "🚫"),
        ("telephone_receiver", "📞"),
        ("zzz", "💤"),
        ("wastebasket", "🗑️"),
        ("wave::skin-tone-6", "👋🏿"),
        ("nothing_like_it", None),
    ],
)
def test_names(name: str, character: str | None) -> None:
    assert emoji.character(name) == character


def test_names_and_characters_are_unique_and_no_letters() -> None:
    every = [one for _, group in emoji.groups() for one in group]
    names = [name for one in every for name in one.names]
    assert len(every) > 400
    assert len(names) == len(set(names))
    assert len({one.character for one in every}) == len(every)
    assert not any(one.character.isascii() for one in every)


def test_names_in_plain_text_become_characters() -> None:
    assert emoji.replace("a :tada: b :not_one:") == "a 🎉 b :not_one:"
