"""What is wrong with a field, in the words of whoever wrote it: pydantic's speak of Python."""

from pydantic_core import ErrorDetails

_LIST, _OBJECT, _TEXT = "must be a list", "must be an object", "must be a text"
_WHOLE, _YES_NO = "is not a whole number", "must be true or false"
_MOMENT = "is not a moment such as 2026-09-01T14:30:00Z"
_DAY = "is not a day such as 2026-09-01"
_EMPTY = "must not be empty"
_WORDS = {
    "missing": "is needed",
    "extra_forbidden": "is no field that is known here",
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "string_type": _TEXT,
    "string_unicode": "has characters that are no text",
    "string_too_short": _EMPTY,
    "too_short": _EMPTY,
    "string_too_long": "is longer than {max_length} characters",
    "too_long": "has more than {max_length} entries",
    # Of the fields only an address has a pattern.
    "string_pattern_mismatch": "is not an e-mail address",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "finite_number": _WHOLE,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
}


def words(error: ErrorDetails) -> str:
    """A predicate, `must be a list`, to be read behind the field's name or value."""
    kind = error["type"]
    if kind in _WORDS:
        return _WORDS[kind].format(**error.get("ctx", {}))
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ")
    if kind.startswith(("datetime_", "timezone_")):
        return _MOMENT
    return _DAY if kind.startswith("date_") else "cannot be taken"
