"""Block Kit → HTML, for messages, modals and App Home."""

from collections.abc import Callable, Iterable

from markupsafe import Markup

from sandbox.render import charts, markdown, rich_text, tables
from sandbox.render.elements import element
from sandbox.render.html import Context, Json, join, plain, tag, text
from sandbox.render.mrkdwn import mrkdwn
from sandbox.render.slots import Slot
from sandbox.render.values import FIELDS


def blocks(items: Iterable[Json], context: Context) -> Markup:
    """All blocks, in their order; a type that is not known is shown as a box that says so."""
    return join(block(item, context) for item in items)


def block(item: Json, context: Context) -> Markup:
    kind = str(item.get("type", ""))
    draw = _BLOCKS.get(kind, _unsupported)
    block_id = str(item.get("block_id", ""))
    name = f"{context.key}-{block_id}" if block_id else None
    css = f"block block-{kind.replace('_', '-')}"
    if block_id in context.errors:
        css += " has-error"
    return tag("div", draw(item, context), class_=css, id=name)


def message(text_: str, items: Iterable[Json] | None, context: Context) -> Markup:
    """A message's body: its blocks, else its text."""
    if items:
        return blocks(items, context)
    return tag("div", mrkdwn(text_, context.names), class_="block block-text")


def _unsupported(item: Json, _: Context) -> Markup:
    return tag("div", f"unsupported block: {item.get('type')}", class_="unsupported")


def _slot(item: Json, context: Context, label: str = "", *, dispatch: bool = True) -> Slot:
    return Slot(str(item.get("block_id", "")), context, dispatch, label)


def _section(item: Json, context: Context) -> Markup:
    label = plain(item.get("text"))[:80]
    parts: list[Markup] = []
    if item.get("text"):
        parts.append(tag("div", text(item["text"], context.names), class_="section-text"))
    if item.get("fields"):
        fields = (tag("div", text(one, context.names)) for one in item["fields"])
        parts.append(tag("div", *fields, class_="fields"))
    body = tag("div", *parts, class_="section-body")
    accessory = item.get("accessory")
    if not accessory:
        return body
    if accessory.get("type") == "image":
        drawn = _picture(accessory, "thumb")
    else:
        drawn = element(accessory, _slot(item, context, label))
    return join((body, tag("div", drawn, class_="accessory")))


def _picture(item: Json, css: str) -> Markup:
    url = str(item.get("image_url") or "")
    alt = str(item.get("alt_text") or "image")
    if url.startswith("data:image/"):
        return tag("img", src=url, alt=alt, class_=css)
    # The page asks no other host for anything: a picture from elsewhere is named instead.
    return tag(
        "span",
        tag("span", "🖼", aria_hidden="true"),
        tag("span", alt, class_="alt"),
        class_=f"{css} no-image",
        role="img",
        aria_label=alt,
        title=url,
    )


def _image(item: Json, context: Context) -> Markup:
    title = item.get("title")
    caption = tag("figcaption", text(title, context.names)) if title else ""
    return tag("figure", caption, _picture(item, "picture"))


def _header(item: Json, context: Context) -> Markup:
    """App Home stands right under the page's title, a message under its day."""
    name = "h2" if context.surface == "home" else "h3"
    return tag(name, text(item.get("text"), context.names))


def _context(item: Json, context: Context) -> Markup:
    return join(
        _picture(one, "tiny")
        if one.get("type") == "image"
        else tag("span", text(one, context.names), class_="context-text")
        for one in item.get("elements", [])
    )


def _elements(item: Json, context: Context) -> Markup:
    slot = _slot(item, context)
    return join(element(one, slot) for one in item.get("elements", []))


def _input(item: Json, context: Context) -> Markup:
    inner = item.get("element") or {}
    label = plain(item.get("label"))
    slot = _slot(item, context, label, dispatch=bool(item.get("dispatch_action")))
    error = context.errors.get(slot.block_id)
    single = FIELDS.get(inner.get("type", "")) in ("text", "select", "datetime", "external")
    named = slot.id(inner) if single else None
    return join(
        (
            tag(
                "label" if named else "div",
                text(item.get("label"), context.names),
                tag("span", " (optional)", class_="optional") if item.get("optional") else "",
                class_="label",
                for_=named,
            ),
            element(inner, slot),
            tag("div", text(item["hint"], context.names), class_="hint")
            if item.get("hint")
            else "",
            tag("div", error, class_="error", role="alert") if error else "",
        )
    )


def _card(item: Json, context: Context) -> Markup:
    slot = _slot(item, context)
    heading = [
        tag("div", text(item[key], context.names), class_=f"card-{key}")
        for key in ("title", "subtitle")
        if item.get(key)
    ]
    actions = [element(one, slot) for one in item.get("actions") or []]
    return tag(
        "div",
        _picture(item["hero_image"], "hero") if item.get("hero_image") else "",
        tag(
            "div",
            _picture(item["icon"], "icon") if item.get("icon") else "",
            tag("div", *heading),
            class_="card-head",
        ),
        tag("div", text(item["body"], context.names), class_="card-body")
        if item.get("body")
        else "",
        tag("div", *actions, class_="block-actions") if actions else "",
        class_="card",
    )


def _container(item: Json, context: Context) -> Markup:
    title = tag("strong", text(item.get("title"), context.names))
    if item.get("rich_text_title"):
        title = rich_text.rich_text(item["rich_text_title"], context.names)
    subtitle = tag("div", text(item.get("subtitle"), context.names), class_="hint")
    body = blocks(item.get("child_blocks", []), context)
    if item.get("is_collapsible"):
        head = tag("summary", title, subtitle)
        return tag("details", head, body, class_="box", open=not item.get("default_collapsed"))
    return tag("div", title, subtitle, body, class_="box")


def _alert(item: Json, context: Context) -> Markup:
    level = item.get("level") or "default"
    return tag(
        "div", text(item.get("text"), context.names), class_=f"alert alert-{level}", role="note"
    )


_BLOCKS: dict[str, Callable[[Json, Context], Markup]] = {
    "section": _section,
    "header": _header,
    "divider": lambda item, context: tag("hr"),
    "context": _context,
    "actions": _elements,
    "context_actions": _elements,
    "input": _input,
    "image": _image,
    "rich_text": lambda item, context: rich_text.rich_text(item, context.names),
    "markdown": lambda item, context: markdown.markdown(str(item.get("text", ""))),
    "table": lambda item, context: tables.table(item, context.names),
    "data_table": lambda item, context: tables.data_table(item, context.names),
    "data_visualization": lambda item, context: charts.data_visualization(item),
    "card": _card,
    "carousel": lambda item, context: blocks(item.get("elements", []), context),
    "container": _container,
    "alert": _alert,
}
