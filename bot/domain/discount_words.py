"""Discount language: words that sell the price instead of the value, in four languages.

Short on purpose: it warns and never blocks. “30 % less waiting” is value, “30 % off” is price.
"""

import re
from collections.abc import Mapping

_PERCENT = r"(?:%|percent|per cent|prozent|pour cent|por ciento)"
_AMOUNT = rf"\d+(?:[.,]\d+)?\s?{_PERCENT}"
_MONEY = r"(?:[€$£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[€$£]|euros?|eur|dollars?|usd|pounds?|gbp))"
_BOUGHT = (
    r"(?:(?:the|your|our|all|any|every|each|das|den|die|alle|ihr\w*|unser\w*)\s)?"
    r"(?:(?:first|next|erste\w*|nächste\w*)\s(?:years?|months?|orders?|invoices?|jahre?|monate?"
    r"|bestellung|rechnung)|(?:list\s|listen)?pr(?:ices?|eise?)|licen[cs]es?|lizenz(?:en)?)"
)
_END = r"$|[.,;:!?)”\"]"
_THEN = rf"if|when|until|now|today|wenn|bis|jetzt|heute|(?:(?:on|auf)\s)?{_BOUGHT}"
# Of nothing but what is bought: “save 20 % now”, not “save 20 % on the waiting time”.
_ALONE = rf"(?=\s*(?:{_END}|\s(?:{_THEN})\b))"
_OFF = rf"off(?=\s*(?:{_END}|\s(?:{_THEN}|and|or|for|in|with|this|per)\b))"
WORDS: Mapping[str, tuple[str, ...]] = {
    "any": (
        rf"{_AMOUNT}\s(?:{_OFF}|discount|cheaper|rabatt|nachlass|günstiger|billiger)",
        rf"{_AMOUNT}\s(?:de (?:remise|réduction|rabais|descuento|rebaja)|moins cher|más barato)",
        rf"(?:^|(?<=[.,;:!?(]\s))[-−]{_AMOUNT}{_ALONE}",
        rf"(?:now|only|just|prices?|jetzt|nur|heute|preise?|prix|precios?)\s[-−]{_AMOUNT}",
        rf"(?:saves?|spare|sparen|sparen sie|spart)\s(?:up to\s|bis zu\s)?{_AMOUNT}{_ALONE}",
        r"gratis\w*",
    ),
    "en": (
        r"discount(?:s|ed|ing)?",
        r"cheap(?:er|est|ly)?",
        r"bargains?",
        r"(?:for free|free of charge|free (?:months?|weeks?|years?|trial|seats?|upgrade))",
        r"(?:months?|weeks?|years?) free",
        r"(?:special|limited) offer",
        rf"(?:half|{_MONEY}) {_OFF}",
        r"(?:at no (?:extra |additional )?cost|no (?:extra |additional )?charge)",
        r"half (?:the |their |of the )?price",
        r"lower prices?",
        r"(?:lowest|best|reduced|special) (?:prices?|rates?(?! of\b))",
        r"price (?:cut|drop|match|reduction)s?",
        r"(?:on sale|beat any price|promo code|coupons?|vouchers?|rebates?)",
    ),
    "de": (
        r"\w*rabatt\w*",
        r"(?:preis)?nachl(?:ass|ässe)",
        r"(?:billig|günstig|preiswert|preisgünstig|vergünstig|ermä(?:ß|ss)ig)\w*",
        r"(?:sonder|aktions|tiefst|best|angebots|einführungs|frühbucher)preis(?:e|en|es)?",
        r"preis(?:vorteil|senkung)\w*",
        r"(?:beste|halbe|reduzierte)[mnrs]? preise?s?",
        r"(?:sonderangebote?|sonderkonditionen|schnäppchen|gutscheine?|skonto)",
        r"(?:kostenlos\w*|kostenfrei\w*|umsonst|geschenkt)",
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
