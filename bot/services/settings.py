"""A workspace's settings: read, changed, recorded, and what a change sets in motion."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.definition import CRITERIA, criteria_of
from bot.domain.roles import Deed, Role, is_group
from bot.domain.routing import people_in
from bot.domain.setting_values import channel_id, people_ids
from bot.domain.settings import CHANNELS, SettingChange, Settings, as_text, changed
from bot.ports import Directory, UnitOfWorkFactory
from bot.services.channels import channel_problem, follow_channels_in
from bot.services.clock import reset_in
from bot.services.definition import set_directly_in
from bot.services.digest import reschedule
from bot.services.roles import NAMED, Roles
from bot.services.routing import show_in

CLOCK_KEYS = frozenset(
    {
        "timezone",
        "contact_hours",
        "work_start",
        "work_end",
        "work_days",
        "holidays",
        "reminder_percent",
        "ladder",
        "ask_after_days",
    }
)

ASKED_OF_SLACK = frozenset({*CHANNELS, *(role.value for role in Role), "executive"})
"""Channels and people, which only Slack knows."""


class SettingsService:
    """With `slack`, a channel is looked at before it is stored; a terminal may have no Slack."""

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

    async def get(self) -> Settings:
        async with self._units.reading(self._team) as uow:
            return await uow.settings.get()

    async def form(self, user: str, limit: int) -> tuple[Settings, list[SettingChange]]:
        """The settings and their last changes, for somebody who may change them."""
        await self._may_change(user)
        return await self.get(), await self.history(limit)

    async def save(self, given: Mapping[str, str], user: str, now: datetime) -> Settings:
        """`change` by a person, who may not lock themselves out."""
        await self._may_change(user)
        wrong = await self._locked_out(given, user)
        wrong |= {key: _SIGNED for key in CRITERIA if key in given}
        return await self.change(given, user, now, wrong)

    async def rename(self, name: str) -> None:
        """What Slack calls the workspace now."""
        async with self._units(self._team) as uow:
            if await uow.settings.name() != name:
                await uow.settings.rename(name)
                await uow.commit()

    async def history(self, limit: int = 20) -> list[SettingChange]:
        async with self._units.reading(self._team) as uow:
            return await uow.settings.history(limit)

    async def change(
        self,
        given: Mapping[str, str],
        who: str,
        now: datetime,
        known: Mapping[str, str] | None = None,
    ) -> Settings:
        """Checks and stores; the next digest, running clocks and waiting cards follow at once.

        `known` are problems that were found before, by key.
        """
        wrong = {**await self._wrong_channels(given), **await self._strangers(given)}
        wrong |= known or {}
        async with self._units(self._team) as uow:
            before = await uow.settings.locked()
            after = changed(before, given, wrong)
            old, new = as_text(before), as_text(after)
            changes = [
                SettingChange(now, who, key, old[key], new[key])
                for key in new
                if old[key] != new[key]
            ]
            await uow.settings.save(after, changes)
            if criteria_of(after) != criteria_of(before):
                await set_directly_in(uow, criteria_of(after), who, now)
            await reschedule(uow, after, now, before)
            if any(change.key in CLOCK_KEYS for change in changes):
                await reset_in(uow, now)
            if after.sales_channel:
                await show_in(uow, await uow.leads.cardless(), after, now)
            await follow_channels_in(uow, before, after, now)
            await uow.commit()
        return after

    async def _wrong_channels(self, given: Mapping[str, str]) -> dict[str, str]:
        """What speaks against the channels that would be new, by key."""
        if self._slack is None:
            return {}
        current, wrong = await self.get(), {}
        for key in CHANNELS:
            try:
                channel = channel_id(given.get(key, ""))
            except ValueError:
                continue  # said where the text is read
            if channel in ("", getattr(current, key)):
                continue
            if problem := channel_problem(await self._slack.channel(channel)):
                wrong[key] = problem
        return wrong

    async def _may_change(self, user: str) -> None:
        if self._roles is not None:
            await self._roles.check(user, Deed.CHANGE_SETTINGS)

    async def _locked_out(self, given: Mapping[str, str], user: str) -> dict[str, str]:
        listed = _ids(given, Role.ADMIN.value)
        if not listed or self._slack is None:
            return {}
        groups = {one: await self._slack.group(one) or () for one in listed if is_group(one)}
        if user in people_in(listed, groups):
            return {}
        return {Role.ADMIN.value: "You would lock yourself out: list yourself as well."}

    async def _strangers(self, given: Mapping[str, str]) -> dict[str, str]:
        """Who would be new in a role and is nobody here, by key."""
        if self._slack is None:
            return {}
        current, wrong = await self.get(), {}
        for role in Role:
            for one in _ids(given, role.value):
                if one in current.listed(role):
                    continue
                if problem := await _stranger(self._slack, one):
                    wrong[role.value] = problem
        for one in _ids(given, "executive"):
            if one != current.executive and (problem := await _stranger(self._slack, one)):
                wrong["executive"] = problem
        return wrong


_SIGNED = "sales and marketing sign it together: `/leads definition`"


async def _stranger(slack: Directory, one: str) -> str | None:
    if is_group(one):
        known = await slack.group(one)
        for user in (known or ())[:NAMED]:
            await slack.member(user)  # a refusal names some of them
        return None if known is not None else f"Slack knows no user group {one}."
    member = await slack.member(one)
    is_here = member is not None and member.is_active
    return None if is_here else f"{one} is nobody of this workspace."


def _ids(given: Mapping[str, str], key: str) -> tuple[str, ...]:
    try:
        return people_ids(given.get(key, ""))
    except ValueError:
        return ()  # said where the text is read
