"""`/leads worked` and `/leads campaign`: what lands, and a campaign's figures with its brief."""

from bot.blocks import campaign as blocks
from bot.domain.schedule import week_of
from handlers.deps import Deps
from handlers.payloads import Command
from handlers.registry import Registry
from handlers.replies import Replies


class CampaignHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def worked(self, given: Command, replies: Replies) -> None:
        now = self._deps.clock.now()
        if given.rest:
            report = await self._deps.figures.campaign(given.rest, now)
            return await replies.answer(blocks.worked_in(report))
        return await replies.answer(blocks.worked(await self._deps.figures.worked(now)))

    async def campaign(self, given: Command, replies: Replies) -> None:
        now = self._deps.clock.now()
        if not given.rest:
            return await replies.answer(blocks.overview(await self._deps.figures.campaigns(now)))
        report = await self._deps.figures.campaign(given.rest, now)
        zone = (await self._deps.settings.get()).zone
        today = now.astimezone(zone).date()
        return await replies.answer(blocks.report(report, str(week_of(today)), today))


def register(registry: Registry, deps: Deps) -> None:
    campaign = CampaignHandlers(deps)
    registry.command("worked [CAMPAIGN]", "what lands, with quotes", campaign.worked)
    registry.command("campaign [NAME]", "figures and the brief", campaign.campaign)
