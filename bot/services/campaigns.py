"""Marketing edits a campaign's brief: checked, warned of discount language, recorded, shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.briefs import ON_CARDS, changed, changes_between, edition, flagged
from bot.domain.campaigns import BriefForm, Campaign, CampaignChange, Saved
from bot.domain.roles import Deed
from bot.errors import InvalidInput
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.services.agreed import ask, campaign_of
from bot.services.roles import Roles

HISTORY = 5
MEANWHILE = "Somebody changed this brief while you had it open. Close it and open it again."


@dataclass(frozen=True, slots=True)
class Edit:
    """What a form sent: the fields as typed, the edition of the brief that it showed, and the
    discount words that its reader has been warned of and keeps."""

    campaign_id: str
    texts: Mapping[str, str]
    edition: str
    by: str
    kept: tuple[str, ...] = ()


class Campaigns:
    def __init__(self, units: UnitOfWorkFactory, team: str, roles: Roles) -> None:
        self._units = units
        self._team = team
        self._roles = roles

    async def form(self, campaign_id: str, user: str) -> BriefForm:
        """The brief as it stands, for marketing only."""
        await self._roles.check(user, Deed.EDIT_CAMPAIGN)
        async with self._units.reading(self._team) as uow:
            history = tuple(await uow.campaigns.history(campaign_id, HISTORY))
            return BriefForm(
                campaign_id,
                await campaign_of(uow, campaign_id),
                (await uow.settings.get()).company_sentence,
                history,
                await uow.members.names(sorted({change.who for change in history})),
            )

    async def save(self, edit: Edit, now: datetime) -> Saved:
        """Stores what was changed, or answers the discount words that nobody was warned of yet.

        InvalidInput names each bad field, or says that somebody else saved meanwhile.
        """
        await self._roles.check(edit.by, Deed.EDIT_CAMPAIGN)
        async with self._units(self._team) as uow:
            before = await campaign_of(uow, edit.campaign_id)
            after = changed(before, edit.texts)
            if after == before:
                return Saved()
            if edition(before) != edit.edition:
                raise InvalidInput(MEANWHILE, {next(iter(edit.texts)): MEANWHILE})
            known = flagged(before)
            words = {word: names for word, names in flagged(after).items() if word not in known}
            if not words.keys() <= set(edit.kept):
                return Saved(flagged=words)
            await uow.campaigns.put([after], now)
            saved = await revised(uow, edit.campaign_id, before, edit.by, now)
            await uow.commit()
        return saved


async def revised(
    uow: UnitOfWork, campaign_id: str, before: Campaign | None, who: str, now: datetime
) -> Saved:
    """After a campaign was stored: records what differs, has its cards drawn again, and asks the
    sales leads about a step that is new. `who` is a user or a source."""
    after = await campaign_of(uow, campaign_id)
    changes: tuple[CampaignChange, ...] = ()
    if before is not None:
        changes = changes_between(before, after, who, now)
    await uow.campaigns.add_changes(campaign_id, changes)
    shown = before is None or any(change.field in ON_CARDS for change in changes)
    cards = await uow.campaigns.touch(campaign_id) if shown else 0
    asks = False
    if after.committed_step and (before is None or before.committed_step != after.committed_step):
        asks = await ask(uow, campaign_id, after, now)
    return Saved(changes, cards, asks_sales=asks)
