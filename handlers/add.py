"""/leads add, and the shortcut “Add a lead”."""

from datetime import datetime

from bot.blocks import add as blocks
from bot.domain.leads import BY_HAND, Company, Lead, Person, Score, Touchpoint
from bot.errors import InvalidInput
from handlers.deps import Deps
from handlers.payloads import Command, Shortcut, Submission
from handlers.registry import Registry
from handlers.replies import Replies


class AddHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def asked(self, _given: Shortcut, replies: Replies) -> None:
        await self._open("", replies)

    async def command(self, given: Command, replies: Replies) -> None:
        """What is typed behind it stands in the form already."""
        await self._open(given.rest, replies)

    async def _open(self, typed: str, replies: Replies) -> None:
        offer = await self._deps.adding.offer(self._deps.clock.now())
        await replies.form(blocks.form(offer, typed))

    async def sent(self, sent: Submission, replies: Replies) -> None:
        now = self._deps.clock.now()
        added = await self._deps.adding.add(_lead(sent, now), sent.text("campaign"), now)
        await replies.show(blocks.done(added))


def _lead(sent: Submission, now: datetime) -> Lead:
    """The submission's own key is the external id: sent twice, it is one lead."""
    person = Person(
        name=sent.text("name") or None,
        title=sent.text("title") or None,
        email=sent.text("email").lower() or None,
        phone=sent.text("phone") or None,
    )
    company = Company(
        name=sent.text("company") or None,
        domain=sent.text("domain") or None,
        employees=_number(sent, "employees"),
        country=sent.text("country") or None,
        is_customer={"yes": True, "no": False}.get(sent.text("customer")),
        products=tuple(name for part in sent.text("products").split(",") if (name := part.strip())),
    )
    if not (person.name or person.email or company.name):
        raise InvalidInput(
            "A name is missing.", {"name": "Write a name, a company or an e-mail address."}
        )
    why = sent.text("why")
    return Lead(
        external_id=sent.key,
        person=person,
        company=company,
        fit=Score(_number(sent, "fit")),
        intent=Score(_number(sent, "intent")),
        touchpoints=(Touchpoint(now, BY_HAND, why),) if why else (),
    )


def _number(sent: Submission, name: str) -> int | None:
    text = sent.text(name)
    return int(text) if text else None


def register(registry: Registry, deps: Deps) -> None:
    add = AddHandlers(deps)
    registry.command("add [NAME]", "a lead by hand", add.command)
    registry.shortcut("add_lead", add.asked)
    registry.view("add_lead", add.sent)
