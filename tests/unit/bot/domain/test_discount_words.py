"""Discount language: price is flagged, value is not, in four languages."""

import pytest

from bot.domain.discount_words import discount_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("20 % off until May", ("20 % off",)),
        ("Your yard live at half the price", ("half the price",)),
        ("Now -15% for you", ("-15%",)),
        ("CHEAP, and cheap again, cheaper still", ("cheap", "cheaper")),
        ("A free month, free of charge", ("free month", "free of charge")),
        ("12,5 % Rabatt und ein Neukundenrabatt, günstig", ("12,5 % Rabatt", "Neukundenrabatt")),
        ("Le premier mois offert : 10 % de réduction, moins cher", ("mois offert",)),
        ("Un 20 % de descuento, y gratis", ("20 % de descuento", "gratis")),
    ],
)
def test_talk_about_the_price(text: str, words: tuple[str, ...]) -> None:
    assert set(words) <= set(discount_words(text))


@pytest.mark.parametrize(
    "text",
    [
        "Trucks wait 30 % less in 90 days, no new hardware.",
        "Hands-free at the gate; feel free to ask",
        "10-20 % more trucks a day",
        "30 % weniger Wartezeit",
        "Une réduction des attentes de 30 %",
        "Reducimos la espera un 30 %",
        "A bargaining position",
        "",
    ],
)
def test_value_is_not_flagged(text: str) -> None:
    assert discount_words(text) == ()
