"""Where leads go: the rules, edited, tested and saved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.campaigns import Campaign
from bot.domain.roles import Deed, is_group
from bot.domain.route_file import InvalidRoutes, Problem
from bot.domain.routing import (
    Desk,
    Kind,
    Route,
    RouteDraft,
    RouteSet,
    Trial,
    named_groups,
    tried,
)
from bot.errors import NotPossible
from bot.ports import (
    Directory,
    UnitOfWork,
    UnitOfWorkFactory,
)
from bot.services.channels import channel_problem, move_unposted_in
from bot.services.roles import Roles

LAST_MONTH = timedelta(days=30)
MOST_TRIED = 5_000
_FIRST = (Route("Owner in the CRM", Kind.OWNER),)
"""What holds before any rule is saved: the first edit must not take it away unseen."""
_UNTESTED = "Test the routes on last month's leads first: press *Test on last month*."
_MEANWHILE = "Somebody saved other routes meanwhile. Nothing was changed; open /leads routes again."


class Routes:
    """The rules. With `slack`, what they name is looked at; with `roles`, who asks."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        team: str,
        slack: Directory | None = None,
        roles: Roles | None = None,
    ) -> None:
        self._units = units
        self._team = team
        self._slack = slack
        self._roles = roles

    async def current(self) -> RouteSet | None:
        async with self._units.reading(self._team) as uow:
            return await uow.routes.current()

    async def campaigns(self) -> list[Campaign]:
        """What a rule can ask for, by name."""
        async with self._units.reading(self._team) as uow:
            found = [campaign for _, campaign in await uow.campaigns.all()]
        return sorted(found, key=lambda campaign: campaign.name.casefold())

    async def draft(self, user: str) -> RouteDraft:
        """What this person edits: the saved rules, unless they have begun to change these."""
        await self._may_route(user)
        async with self._units(self._team) as uow:
            draft = await _draft_in(uow, user)
            await uow.routes.put_draft(user, draft)
            await uow.commit()
        return draft

    async def edit(
        self, user: str, changed: RouteDraft, written: Sequence[Route] = ()
    ) -> RouteDraft:
        """Keeps what somebody changed; it has to be tested again. InvalidRoutes when one that was
        `written` now names what is not there, NotPossible when others were saved meanwhile."""
        await self._may_route(user)
        await self._check(written)
        async with self._units(self._team) as uow:
            if (await _draft_in(uow, user)).base != changed.base:
                raise NotPossible(_MEANWHILE)
            await uow.routes.put_draft(user, replace(changed, tested=False))
            draft = await _draft_in(uow, user)
            await uow.commit()
        return draft

    async def test(self, user: str, now: datetime) -> tuple[RouteDraft, Trial]:
        """What the draft would have done; from now on it may be saved."""
        await self._may_route(user)
        async with self._units(self._team) as uow:
            draft = replace(await _draft_in(uow, user), tested=True)
            await uow.routes.put_draft(user, draft)
            trial = await _trial(uow, draft.routes, now)
            await uow.commit()
        return draft, trial

    async def save_draft(self, user: str, now: datetime) -> RouteSet:
        """NotPossible before the draft was tested, or when another version was saved since."""
        await self._may_route(user)
        async with self._units.reading(self._team) as uow:
            draft = await uow.routes.draft(user)
            if draft is None or not draft.tested:
                raise NotPossible(_UNTESTED)
        await self._check(draft.routes)
        async with self._units(self._team) as uow:
            saved = await _save_in(uow, draft, user, now)
            await uow.routes.drop_draft(user)
            await uow.commit()
        return saved

    async def discard(self, user: str) -> RouteDraft:
        """Back to the saved rules."""
        await self._may_route(user)
        async with self._units(self._team) as uow:
            await uow.routes.drop_draft(user)
            draft = await _draft_in(uow, user)
            await uow.commit()
        return draft

    async def try_out(self, routes: Sequence[Route], now: datetime) -> Trial:
        """InvalidRoutes when they name what is not there."""
        await self._check(routes)
        async with self._units.reading(self._team) as uow:
            return await _trial(uow, routes, now)

    async def apply(self, routes: Sequence[Route], who: str, now: datetime) -> RouteSet:
        """Saves the rules of a file."""
        await self._check(routes)
        async with self._units(self._team) as uow:
            latest = await uow.routes.current()
            base = latest.version if latest else 0
            saved = await _save_in(uow, RouteDraft(base, tuple(routes)), who, now)
            await uow.commit()
        return saved

    async def refresh(self) -> None:
        """Asks Slack who is in the user groups that the rules name, where that is too old."""
        current = await self.current()
        if current is None or self._slack is None:
            return
        for group in named_groups(current.routes):
            await self._slack.group(group)

    async def _may_route(self, user: str) -> None:
        if self._roles is not None:
            await self._roles.check(user, Deed.ROUTE)

    async def _check(self, routes: Sequence[Route]) -> None:
        if self._slack is None:
            return
        problems = list[Problem]()
        for number, route in enumerate(routes, 1):
            for key, text in (await _problems(self._slack, route)).items():
                problems.append(Problem(number, key, text, route.name))
        if problems:
            raise InvalidRoutes(problems)


async def _problems(slack: Directory, route: Route) -> dict[str, str]:
    """What a rule names and Slack does not have, by key."""
    wrong = {}
    for key, listed in (("to", route.people), ("owner_team", route.owner_team)):
        for one in listed:
            if is_group(one):
                is_there = await slack.group(one) is not None
            else:
                member = await slack.member(one)
                is_there = member is not None and member.is_active
            if not is_there:
                wrong[key] = f"{one} is nobody of this workspace."
    if route.post_in and (problem := channel_problem(await slack.channel(route.post_in))):
        wrong["to" if route.kind is Kind.CHANNEL else "post_in"] = problem
    return wrong


async def _draft_in(uow: UnitOfWork, user: str) -> RouteDraft:
    """What was begun on a version that was replaced since is not gone on with."""
    latest, draft = await uow.routes.current(), await uow.routes.draft(user)
    base = latest.version if latest else 0
    saved = latest.routes if latest else _FIRST
    if draft is None or draft.base != base:
        draft = RouteDraft(base, saved)
    needs_agreed = (await uow.settings.get()).require_agreed_step
    return replace(draft, changed=draft.routes != saved, needs_agreed=needs_agreed)


async def _save_in(uow: UnitOfWork, draft: RouteDraft, who: str, now: datetime) -> RouteSet:
    settings = await uow.settings.locked()
    latest = await uow.routes.current()
    given = RouteSet(draft.base + 1, draft.routes, who, now)
    if (latest.version if latest else 0) != draft.base or not await uow.routes.save(given):
        raise NotPossible(_MEANWHILE)
    if settings.sales_channel:
        await move_unposted_in(uow, settings, now)
    return given


async def _trial(uow: UnitOfWork, routes: Sequence[Route], now: datetime) -> Trial:
    leads = await uow.routes.since(now - LAST_MONTH, MOST_TRIED)
    groups = await uow.members.groups(named_groups(routes))
    return tried(Desk(routes, "", groups), leads)
