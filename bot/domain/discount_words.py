"""Discount language: words that sell the price instead of the value, in four languages.

Short on purpose: it warns and never blocks. “30 % less waiting” is value, “30 % off” is price.
"""

import re
from collections.abc import Mapping

_AMOUNT = r"\d+(?:[.,]\d+)?\s?(?:%|percent|per cent|prozent|pour cent|por ciento)"
WORDS: Mapping[str, tuple[str, ...]] = {
    "any": (
        rf"{_AMOUNT}\s(?:off|discount|cheaper|rabatt|nachlass|günstiger|billiger)",
        rf"{_AMOUNT}\s(?:de (?:remise|réduction|rabais|descuento|rebaja)|moins cher|más barato)",
        r"[-−]\d+\s?%",
        r"gratis",
    ),
    "en": (
        r"discount(?:s|ed|ing)?",
        r"cheap(?:er|est|ly)?",
        r"bargains?",
        r"(?:for free|free of charge|free (?:months?|weeks?|years?|trial|seats?|upgrade))",
        r"(?:months?|weeks?|years?) free",
        r"(?:special|limited) offer",
        r"half (?:the |their |of the )?price",
        r"(?:lowest|best|reduced) price",
        r"(?:price cut|promo code|coupons?|vouchers?|rebates?)",
    ),
    "de": (
        r"\w*rabatt(?:e|en|s|iert\w*)?",
        r"(?:preis)?nachl(?:ass|ässe)",
        r"(?:billig|günstig|preiswert)\w*",
        r"(?:sonder|aktions|tiefst|best)preise?",
        r"(?:sonderangebote?|schnäppchen|gutscheine?|skonto)",
        r"(?:kostenlos\w*|umsonst|geschenkt|zum halben preis)",
    ),
    "fr": (
        r"(?:remises?|rabais|réductions? de prix|prix (?:cassés?|réduits?))",
        r"(?:pas cher|moins chers?|bon marché|moitié prix|code promo|en promo(?:tion)?)",
        r"gratuit(?:e|s|es|ement)?",
        r"mois offerts?",
    ),
    "es": (
        r"(?:descuentos?|rebajas?|rebajad[oa]s?|barat[oa]s?)",
        r"gratuit[oa]s?",
        r"(?:oferta especial|precios? reducidos?|mitad de precio|cup(?:ón|ones))",
    ),
}
_ANY = re.compile(
    "|".join(rf"(?<!\w)(?:{one})(?!\w)" for listed in WORDS.values() for one in listed),
    re.IGNORECASE,
)


def discount_words(text: str) -> tuple[str, ...]:
    """What of `text` talks about a discount, as it is written, each once."""
    found = (" ".join(match.group().split()) for match in _ANY.finditer(text))
    return tuple({word.casefold(): word for word in found}.values())
