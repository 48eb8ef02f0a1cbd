"""`/leads worked` and `/leads campaign`: what lands, a campaign's figures, and its brief, which
marketing can edit."""

import json
from contextlib import suppress
from dataclasses import replace

from bot.blocks import campaign as blocks
from bot.blocks import edit_brief, sit_ins
from bot.domain.briefs import FIELDS
from bot.domain.schedule import week_of
from bot.domain.sit_ins import SitInKind
from bot.errors import Unreachable
from bot.services.campaigns import Edit
from handlers.allowed import allowed_to
from handlers.deps import Deps
from handlers.payloads import Command, Press, Submission
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
        period = str(week_of(now.astimezone(zone).date()))
        message = blocks.report(report, period, now, zone)
        message = await allowed_to(self._deps, message, given.user)
        if await self._deps.sit_ins.can_ask(SitInKind.REVIEW, given.user, now):
            campaign_id = report.figures.campaign_id
            message = sit_ins.offered(message, SitInKind.REVIEW, campaign_id)
        return await replies.answer(message)

    async def edit(self, press: Press, replies: Replies) -> None:
        given = await self._deps.campaigns.form(press.value, press.user)
        zone = (await self._deps.settings.get()).zone
        await replies.form(edit_brief.form(given, self._deps.clock.now(), zone))

    async def save(self, sent: Submission, replies: Replies) -> None:
        """A first Save with discount words stores nothing and warns; the next one keeps them."""
        now, shown = self._deps.clock.now(), json.loads(sent.metadata)
        texts = {name: sent.text(name) for name in FIELDS if name in sent.values}
        edit = Edit(shown["id"], texts, shown["edition"], sent.user, tuple(shown["kept"]))
        with suppress(Unreachable):  # the history reads a name, not an id
            await self._deps.directory.member(sent.user)
        saved = await self._deps.campaigns.save(edit, now)
        given = await self._deps.campaigns.form(shown["id"], sent.user)
        if not saved.flagged:
            return await replies.show(edit_brief.saved(given.campaign.name, saved))
        zone = (await self._deps.settings.get()).zone
        again = replace(given, typed=texts, flagged=saved.flagged)
        return await replies.show(edit_brief.form(again, now, zone))


def register(registry: Registry, deps: Deps) -> None:
    campaign = CampaignHandlers(deps)
    registry.command("worked [CAMPAIGN]", "what lands, with quotes", campaign.worked)
    registry.command("campaign [NAME]", "figures and the brief", campaign.campaign)
    registry.action(edit_brief.EDIT, campaign.edit)
    registry.view(edit_brief.EDIT, campaign.save)
