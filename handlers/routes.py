"""/leads routes: where leads go, edited in a modal and tested before it is saved."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.blocks import inputs
from bot.blocks import routes as blocks
from bot.blocks.elements import modal, section
from bot.domain.phrases import plural
from bot.domain.route_file import InvalidRoutes, document_of, read
from bot.domain.routing import Kind, Route, RouteDraft, Share
from handlers.deps import Deps
from handlers.payloads import Command, Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies

_NEW = "new"
_OTHER_CHANNEL = (
    "These leads go to the channel for leads. Leave this empty, or choose “A channel, for "
    "everybody in it” above."
)


class RouteHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def asked(self, given: Command, replies: Replies) -> None:
        draft = await self._deps.routes.draft(given.user)
        await replies.form(blocks.listing(draft))

    async def change(self, press: Press, replies: Replies) -> None:
        """What was chosen in a rule's menu."""
        draft = await self._deps.routes.draft(press.user)
        mark = (press.view or {}).get("private_metadata", "")
        what, _, number = press.value.partition("|")
        if draft.mark != mark:
            return await self._again(press, replies, draft, is_other=True)
        place, routes = int(number), list(draft.routes)
        if what == "edit":
            return await self._form(routes[place], _about(press, number), replies)
        moved = routes.pop(place)
        if what != "remove":
            routes.insert(place + (1 if what == "down" else -1), moved)
        changed = replace(draft, routes=tuple(routes))
        return await self._again(press, replies, await self._deps.routes.edit(press.user, changed))

    async def add(self, press: Press, replies: Replies) -> None:
        await self._form(None, _about(press, _NEW), replies)

    async def _form(self, route: Route | None, about: str, replies: Replies) -> None:
        groups = await self._deps.directory.groups()
        choices = blocks.Choices(await self._deps.routes.campaigns(), groups)
        await replies.form(blocks.form(route, about, choices))

    async def written(self, sent: Submission, replies: Replies) -> None:
        """A rule's form: the list under it is drawn again."""
        number, view, mark = sent.metadata.split("|")
        draft = await self._deps.routes.draft(sent.user)
        if number != _NEW and draft.mark != mark:
            await replies.done()
            return await replies.update({"id": view}, blocks.listing(draft, is_other=True))
        place = len(draft.routes) if number == _NEW else int(number)
        if wrong := _missing(sent):
            return await replies.errors(wrong)
        document = document_of(draft.routes)
        document[place : place + 1] = [_document(sent.values)]
        try:
            routes = read(document)
            draft = await self._deps.routes.edit(
                sent.user, replace(draft, routes=routes), routes[place : place + 1]
            )
        except InvalidRoutes as error:
            return await replies.errors(_fields(error, sent))
        await replies.done()
        return await replies.update({"id": view}, blocks.listing(draft))

    async def test(self, press: Press, replies: Replies) -> None:
        draft, trial = await self._deps.routes.test(press.user, self._deps.clock.now())
        await replies.done()
        await replies.update(press.view or {}, blocks.listing(draft, trial))

    async def discard(self, press: Press, replies: Replies) -> None:
        await self._again(press, replies, await self._deps.routes.discard(press.user))

    async def saved(self, sent: Submission, replies: Replies) -> None:
        saved = await self._deps.routes.save_draft(sent.user, self._deps.clock.now())
        text = f"Saved: {plural(len(saved.routes), 'rule')}, version {saved.version}."
        shown = section(f"{text} Leads that come from now on go by this version.")
        await replies.show(modal("told", "Routes", [shown]))

    async def _again(
        self, press: Press, replies: Replies, draft: RouteDraft, *, is_other: bool = False
    ) -> None:
        await replies.done()
        await replies.update(press.view or {}, blocks.listing(draft, is_other=is_other))


def _about(press: Press, number: str) -> str:
    """Which rule a form is about, and the list under it."""
    view = press.view or {}
    return f"{number}|{view.get('id', '')}|{view.get('private_metadata', '')}"


def _missing(sent: Submission) -> dict[str, str]:
    """What only the form can say well."""
    kind = sent.text("to")
    if kind == Kind.PEOPLE and not (sent.many("people") or sent.values.get("groups")):
        return {"people": "Pick people, or a user group."}
    if kind == Kind.CHANNEL and not sent.text("post_in"):
        return {"post_in": "Pick the channel."}
    if kind == Kind.DEFAULT and sent.text("post_in"):
        return {"post_in": _OTHER_CHANNEL}
    return {}


def _fields(error: InvalidRoutes, sent: Submission) -> dict[str, str]:
    """Each problem beside the input that it is about."""
    inputs = {
        Kind.PEOPLE.value: "groups" if sent.values.get("groups") else "people",
        Kind.CHANNEL.value: "post_in",
    }
    found = {}
    for problem in error.problems:
        key = inputs.get(sent.text("to"), "to") if problem.key == "to" else problem.key
        key = key if key in sent.values else "name"
        found[key] = problem.text[:1].upper() + problem.text[1:]
    return found


def _document(values: Mapping[str, str | tuple[str, ...] | None]) -> dict[str, Any]:
    """What the form says, as `route_file.read` takes it."""
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    kind = texts.get("to", Kind.DEFAULT)
    table: dict[str, Any] = {"name": texts.get("name", ""), "to": kind}
    if kind == Kind.PEOPLE:
        table |= {
            "to": inputs.listed(values.get("people"), values.get("groups")),
            "by": texts.get("by", Share.TURN.value),
        }
    if kind == Kind.CHANNEL:
        table["to"] = texts.get("post_in", "")
    elif texts.get("post_in"):
        table["post_in"] = texts["post_in"]
    for key in blocks.TEXTS:
        given = values.get(key)  # a text, or what was chosen in a menu
        parts = given if isinstance(given, tuple) else (given or "").split(",")
        listed = [part.strip() for part in parts if part.strip()]
        table |= {key: listed} if listed else {}
    for key in ("employees_from", "employees_to"):
        table |= {key: int(texts[key])} if texts.get(key) else {}
    if texts.get("customer"):
        table["customer"] = texts["customer"] == "yes"
    if team := inputs.listed(values.get("owner_team"), values.get("owner_groups")):
        table["owner_team"] = team
    return table


def register(registry: Registry, deps: Deps) -> None:
    routes = RouteHandlers(deps)
    registry.command("routes", "where leads go (sales leads and admins)", routes.asked)
    registry.action("change_route", routes.change)
    registry.action("add_route", routes.add)
    registry.action("test_routes", routes.test)
    registry.action("discard_routes", routes.discard)
    registry.view("route", routes.written)
    registry.view("routes", routes.saved)
