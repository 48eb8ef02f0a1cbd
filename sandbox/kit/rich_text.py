"""The rich_text block."""

from sandbox.kit.objects import ID, TYPE
from sandbox.kit.rules import by_type, flag, many, number, one_of, shape, string, url, whole

_STYLE = {
    "style": shape(
        {},
        {
            "bold": flag,
            "italic": flag,
            "strike": flag,
            "code": flag,
            "underline": flag,
            "highlight": flag,
            "client_highlight": flag,
            "unlink": flag,
        },
    )
}
_LEAVES = {
    "text": shape({"type": TYPE, "text": string()}, _STYLE),
    "link": shape({"type": TYPE, "url": url}, {**_STYLE, "text": string(), "unsafe": flag}),
    "user": shape({"type": TYPE, "user_id": string()}, _STYLE),
    "usergroup": shape({"type": TYPE, "usergroup_id": string()}, _STYLE),
    "channel": shape({"type": TYPE, "channel_id": string()}, _STYLE),
    "team": shape({"type": TYPE, "team_id": string()}, _STYLE),
    "emoji": shape({"type": TYPE, "name": string()}, {**_STYLE, "unicode": string(), "url": url}),
    "date": shape(
        {"type": TYPE, "timestamp": number, "format": string()},
        {**_STYLE, "url": url, "fallback": string()},
    ),
    "broadcast": shape({"type": TYPE, "range": one_of("here", "channel", "everyone")}, _STYLE),
    "color": shape({"type": TYPE, "value": string()}, _STYLE),
}
_INLINE = many(by_type(_LEAVES))
_BORDER = {"border": whole(0, 1)}
_SECTION = shape({"type": TYPE, "elements": _INLINE})
_BLOCK = shape(
    {
        "type": TYPE,
        "elements": many(
            by_type(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_quote": shape({"type": TYPE, "elements": _INLINE}, _BORDER),
                    "rich_text_preformatted": shape(
                        {"type": TYPE, "elements": _INLINE}, {**_BORDER, "language": string()}
                    ),
                    "rich_text_list": shape(
                        {
                            "type": TYPE,
                            "style": one_of("bullet", "ordered"),
                            "elements": many(by_type({"rich_text_section": _SECTION})),
                        },
                        {**_BORDER, "indent": whole(0, 8), "offset": whole(0, 1000)},
                    ),
                }
            )
        ),
    },
    {"block_id": ID},
)
RICH_TEXT = by_type({"rich_text": _BLOCK})
