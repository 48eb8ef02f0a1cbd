"""Any element of a block, by its type."""

from collections.abc import Callable

from markupsafe import Markup

from sandbox.render import buttons, choices, typed
from sandbox.render.html import Json, tag
from sandbox.render.slots import Slot


def element(item: Json, slot: Slot) -> Markup:
    """Any element; an unknown type is shown as such."""
    kind = str(item.get("type", ""))
    draw = _ELEMENTS.get(kind)
    if draw:
        return draw(item, slot)
    return tag("span", f"unsupported element: {kind}", class_="unsupported")


_ELEMENTS: dict[str, Callable[[Json, Slot], Markup]] = {
    "button": buttons.button,
    "workflow_button": buttons.button,
    "icon_button": buttons.icon_button,
    "feedback_buttons": buttons.feedback_buttons,
    "overflow": buttons.overflow,
    "static_select": choices.select,
    "users_select": choices.select,
    "conversations_select": choices.select,
    "channels_select": choices.select,
    "external_select": choices.external,
    "multi_static_select": choices.multi,
    "multi_external_select": choices.multi,
    "multi_users_select": choices.multi,
    "multi_conversations_select": choices.multi,
    "multi_channels_select": choices.multi,
    "checkboxes": choices.boxes,
    "radio_buttons": choices.boxes,
    "datepicker": choices.picker,
    "timepicker": choices.picker,
    "datetimepicker": choices.picker,
    "plain_text_input": typed.text_input,
    "email_text_input": typed.text_input,
    "url_text_input": typed.text_input,
    "number_input": typed.text_input,
    "rich_text_input": typed.text_input,
}
