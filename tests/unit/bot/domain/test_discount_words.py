"""Discount language: price is flagged, value is not, in four languages."""

import pytest

from bot.domain.discount_words import discount_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("20 % off until May", ("20 % off",)),
        ("Your yard live at half the price", ("half the price",)),
        ("Now -15% for you", ("Now -15%",)),
        ("Until May: -20 % on the first year", ("-20 %",)),
        ("Half off, or €500 off, or 500 euros off", ("Half off", "€500 off", "500 euros off")),
        ("Save 20% today; save up to 30 %.", ("Save 20%", "save up to 30 %")),
        ("Save 20 % on the first year, half off your list price", ("Save 20 %", "half off")),
        ("20 % off for new customers, spart 20 % auf alle Lizenzen", ("20 % off", "spart 20 %")),
        ("Lower prices, our lowest rates", ("Lower prices", "lowest rates")),
        ("On sale at no cost, no extra charge", ("On sale", "at no cost", "no extra charge")),
        ("A special price, at a reduced rate", ("special price", "reduced rate")),
        ("Price reductions; we beat any price", ("Price reductions", "beat any price")),
        (
            "Kostenfrei im Gratismonat der Rabattaktion",
            ("Kostenfrei", "Gratismonat", "Rabattaktion"),
        ),
        ("Vergünstigungen: ermäßigt, ermässigter", ("Vergünstigungen", "ermäßigt", "ermässigter")),
        ("Preisvorteil, Preissenkungen", ("Preisvorteil", "Preissenkungen")),
        ("Halber Preis, zum halben Preis", ("Halber Preis", "halben Preis")),
        ("Sonderkonditionen zum Angebotspreis", ("Sonderkonditionen", "Angebotspreis")),
        ("Einführungspreise, der reduzierte Preis", ("Einführungspreise", "reduzierte Preis")),
        ("Sparen Sie 20 %!", ("Sparen Sie 20 %",)),
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
        "Wartezeit -30 %",
        "waits -30 % in 90 days",
        "-30 % waiting at the gate",
        "Save 20 % of the waiting time, save 20 % fuel",
        "Sparen Sie 30 % Wartezeit",
        "Save 20 % on the waiting time, save 30 % on fuel",
        "Spart 20 % auf der Rampe",
        "Lower rates of damage, reduced rates of damage",
        "Cuts half off the waiting time, takes 20 % off it",
        "Takes 2 € off each pallet",
        "Detention costs €500 a day",
        "No hardware, no extra staff",
        "",
    ],
)
def test_value_is_not_flagged(text: str) -> None:
    assert discount_words(text) == ()
