"""Elements that are pressed: buttons and the overflow menu."""

from markupsafe import Markup

from sandbox.render.html import Json, join, plain, tag, text
from sandbox.render.slots import Slot, description, press


def button(item: Json, slot: Slot) -> Markup:
    style = item.get("style")
    allowed = item.get("visible_to_user_ids")
    if allowed and slot.context.names.me not in allowed:
        return Markup("")
    url = item.get("url")
    return tag(
        "a" if url else "button",
        text(item.get("text"), slot.context.names),
        type=None if url else "button",
        role="button" if url else None,
        href=url,
        target="_blank" if url else None,
        rel="noreferrer" if url else None,
        class_=f"btn btn-{style}" if style else "btn",
        id=f"{slot.id(item)}-{_short(item.get('value'))}",
        aria_label=item.get("accessibility_label"),
        **press(item, slot, item.get("value")),
    )


def _short(value: object) -> str:
    """A value as part of a DOM id."""
    return "".join(c if c.isalnum() else "-" for c in str(value or ""))[:40]


def icon_button(item: Json, slot: Slot) -> Markup:
    label = item.get("accessibility_label") or plain(item.get("text"))
    icon = "🗑️" if item.get("icon") == "trash" else "•"
    return button(
        {**item, "text": {"type": "plain_text", "text": icon}, "accessibility_label": label}, slot
    )


def feedback_buttons(item: Json, slot: Slot) -> Markup:
    pair = (("positive_button", "👍"), ("negative_button", "👎"))
    return tag(
        "span",
        *(
            button(
                {**item, **item[name], "text": {"text": f"{sign} {plain(item[name].get('text'))}"}},
                slot,
            )
            for name, sign in pair
            if name in item
        ),
        class_="btn-pair",
    )


def overflow(item: Json, slot: Slot) -> Markup:
    menu = f"{slot.id(item)}-menu"
    options = (
        tag(
            "a" if option.get("url") else "button",
            text(option.get("text"), slot.context.names),
            description(option, slot),
            type=None if option.get("url") else "button",
            href=option.get("url"),
            target="_blank" if option.get("url") else None,
            rel="noreferrer" if option.get("url") else None,
            role="menuitem",
            class_="menu-item",
            **press(item, slot, option.get("value"), "choose"),
        )
        for option in item.get("options", [])
    )
    return join(
        (
            tag(
                "button",
                tag("span", "⋯", aria_hidden="true"),
                type="button",
                class_="btn btn-icon",
                popovertarget=menu,
                aria_label="More actions",
                aria_haspopup="menu",
            ),
            tag("div", *options, id=menu, class_="menu", role="menu", popover="auto"),
        )
    )
