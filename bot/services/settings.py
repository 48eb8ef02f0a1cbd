"""A workspace's settings: read, changed, recorded, and what a change sets in motion."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.settings import CHANNELS, SettingChange, Settings, as_text, changed, channel_id
from bot.ports import Channel, Directory, UnitOfWorkFactory
from bot.services.digest import reschedule


class SettingsService:
    """With `slack`, a channel is looked at before it is stored; a terminal may have no Slack."""

    def __init__(self, units: UnitOfWorkFactory, team: str, slack: Directory | None = None) -> None:
        self._units = units
        self._team = team
        self._slack = slack

    async def get(self) -> Settings:
        async with self._units.reading(self._team) as uow:
            return await uow.settings.get()

    async def rename(self, name: str) -> None:
        """What Slack calls the workspace now."""
        async with self._units(self._team) as uow:
            if await uow.settings.name() != name:
                await uow.settings.rename(name)
                await uow.commit()

    async def history(self, limit: int = 20) -> list[SettingChange]:
        async with self._units.reading(self._team) as uow:
            return await uow.settings.history(limit)

    async def change(self, given: Mapping[str, str], who: str, now: datetime) -> Settings:
        """Checks and stores; the next digest and waiting cards follow in the same transaction."""
        wrong = await self._wrong_channels(given)
        async with self._units(self._team) as uow:
            before = await uow.settings.get()
            after = changed(before, given, wrong)
            old, new = as_text(before), as_text(after)
            changes = [
                SettingChange(now, who, key, old[key], new[key])
                for key in new
                if old[key] != new[key]
            ]
            await uow.settings.save(after, changes)
            await reschedule(uow, after, now)
            if after.sales_channel:
                await uow.cards.want(await uow.leads.cardless(), after.sales_channel)
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
            if problem := _problem(await self._slack.channel(channel)):
                wrong[key] = problem
        return wrong


def _problem(channel: Channel | None) -> str | None:
    if channel is None:
        return "Leadloop cannot see this channel. Invite it there first: /invite @Leadloop"
    if channel.is_archived:
        return f"#{channel.name} is archived. Choose another channel."
    if channel.is_shared:
        return f"#{channel.name} is shared with another company. Leads stay inside: choose another."
    if not channel.is_member:
        return f"Leadloop is not in #{channel.name}. Invite it there first: /invite @Leadloop"
    return None
