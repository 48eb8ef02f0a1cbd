"""Who has which role, and so who may do what: asked before every deed that is not everybody's."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from bot.domain.roles import CHANNEL_OF, MAY, Deed, Role, is_group, may, refusal
from bot.domain.routing import people_in
from bot.domain.settings import Settings
from bot.errors import NotAllowed, Unreachable
from bot.ports import Directory, UnitOfWork, UnitOfWorkFactory

KEPT = timedelta(minutes=5)
OFFER_SECONDS = 1.0
"""So long an answer waits to know what it may offer: Slack wants it within three."""
SALES_LEADS = 5
NAMED = 4
_EVER = datetime.min.replace(tzinfo=UTC)


class Roles:
    def __init__(self, units: UnitOfWorkFactory, team: str, people: Directory) -> None:
        self._units = units
        self._team = team
        self._people = people
        self._shown: dict[tuple[object, ...], tuple[bool, datetime]] = {}

    async def check(self, user: str, deed: Deed) -> None:
        """NotAllowed, with who may, unless one of this person's roles lets them do that."""
        if not await self.may(user, deed):
            async with self._units.reading(self._team) as uow:
                raise await _refusal(uow, await uow.settings.get(), deed)

    async def check_works(self, user: str) -> None:
        """NotAllowed unless this person may work leads, as `may_work_in`; but Slack is asked."""
        if (await self._settings()).sales:
            await self.check(user, Deed.WORK_LEADS)

    async def works(self, user: str) -> bool:
        """Whether this person is to be offered what is for those who may work leads."""
        deed = Deed.WORK_LEADS
        return not (await self._settings()).sales or deed in await self.able(user, [deed])

    async def may(self, user: str, deed: Deed) -> bool:
        settings = await self._settings()
        for role in MAY[deed]:
            if await self._has(settings, user, role):
                return True
        return False

    async def able(self, user: str, deeds: Collection[Deed]) -> frozenset[Deed]:
        """Those of the deeds that this person may do, to offer only them: all where Slack does not
        say in time, for whoever does one is asked about again."""
        settings = await self._settings()
        asked = {role for deed in deeds for role in MAY[deed]}
        try:
            async with asyncio.timeout(OFFER_SECONDS):
                held = [role for role in asked if await self._has(settings, user, role)]
        except (Unreachable, TimeoutError):
            return frozenset(deeds)
        return frozenset(deed for deed in deeds if may(held, deed))

    async def has(self, user: str, role: Role) -> bool:
        return await self._has(await self._settings(), user, role)

    async def sees_marketing(self, user: str, now: datetime) -> bool:
        """Whether this person works in marketing: what stands in their App Home and what they are
        offered goes by that.

        The answer is kept for some minutes, also a no: a Home is drawn after every press in it.
        """
        settings = await self._settings()
        by = tuple(settings.listed(role) for role in Role)
        if not (settings.marketing_channel or settings.marketing or settings.marketing_leads):
            return False
        key = user, settings.marketing_channel, settings.sales_channel, *by
        answer, asked_at = self._shown.get(key, (False, None))
        if asked_at is None or not asked_at <= now < asked_at + KEPT:
            try:
                answer = await self._is_marketing(settings, user)
            except Unreachable:  # the Home can do without it
                return answer
            self._shown[key] = answer, now
        return answer

    async def _is_marketing(self, settings: Settings, user: str) -> bool:
        """Who has the role, who is listed as its lead, and an admin, but for one who sells: to
        them the screens of reps are of use."""
        if await self._has(settings, user, Role.MARKETING):
            return True
        if settings.marketing_leads and await self._has(settings, user, Role.MARKETING_LEAD):
            return True
        is_admin = await self._has(settings, user, Role.ADMIN)
        return is_admin and not await self._has(settings, user, Role.SALES)

    async def refresh(self) -> None:
        """Asks Slack who is in the user groups that the settings name, where that is too old."""
        settings = await self._settings()
        for role in Role:
            for listed in filter(is_group, settings.listed(role)):
                await self._people.group(listed)

    async def _has(self, settings: Settings, user: str, role: Role) -> bool:
        if listed := settings.listed(role):
            groups = [one for one in listed if is_group(one)]
            found = {one: await self._people.group(one) or () for one in groups}
            return user in people_in(listed, found)
        if setting := CHANNEL_OF.get(role):
            channel: str = getattr(settings, setting)
            return bool(channel) and await self._people.is_in(channel, user)
        member = await self._people.member(user)
        return member is not None and member.is_admin

    async def _settings(self) -> Settings:
        async with self._units.reading(self._team) as uow:
            return await uow.settings.get()


async def may_work_in(uow: UnitOfWork, user: str) -> None:
    """NotAllowed unless this person may take and judge leads: anybody, until `sales` lists some.

    From what is stored: this is part of a transaction, and Slack cannot be asked inside one.
    """
    settings = await uow.settings.get()
    if settings.sales and not await may_in(uow, user, Deed.WORK_LEADS):
        raise await _refusal(uow, settings, Deed.WORK_LEADS)


async def may_in(uow: UnitOfWork, user: str, deed: Deed) -> bool:
    """`Roles.may`, from what is stored."""
    settings = await uow.settings.get()
    return may([role for role in MAY[deed] if await _has_in(uow, settings, user, role)], deed)


async def refusal_in(uow: UnitOfWork, deed: Deed) -> NotAllowed:
    """Says who may."""
    return await _refusal(uow, await uow.settings.get(), deed)


async def sales_leads_in(uow: UnitOfWork) -> list[str]:
    """Whom the ladder ends with."""
    return await leads_in(uow, Role.SALES_LEAD)


async def leads_in(uow: UnitOfWork, role: Role) -> list[str]:
    """Some of those who lead sales or marketing, as far as known."""
    return (await _holders(uow, await uow.settings.get(), role))[:SALES_LEADS]


async def _has_in(uow: UnitOfWork, settings: Settings, user: str, role: Role) -> bool:
    if settings.listed(role):
        return user in await _holders(uow, settings, role)
    member = await uow.members.get(user, _EVER)
    return role not in CHANNEL_OF and member is not None and member.is_admin


async def _holders(uow: UnitOfWork, settings: Settings, role: Role) -> list[str]:
    """Who is known to have a role; nobody where it is a channel's members."""
    if listed := settings.listed(role):
        groups = await uow.members.groups([one for one in listed if is_group(one)])
        return people_in(listed, groups)
    return [] if role in CHANNEL_OF else await uow.members.admins(SALES_LEADS)


async def _refusal(uow: UnitOfWork, settings: Settings, deed: Deed) -> NotAllowed:
    found = dict[str, None]()
    for role in MAY[deed]:
        found.update(dict.fromkeys(await _holders(uow, settings, role)))
    names = await uow.members.names(list(found))
    known = [names[one] for one in found if one in names][:NAMED]
    by_channel = {role for role in MAY[deed] if role in CHANNEL_OF and not settings.listed(role)}
    return NotAllowed(refusal(deed, by_channel, known))
