"""The use cases, wired: what the listeners depend on."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Clock
from bot.services.add import Adding
from bot.services.agreed import Agreements
from bot.services.answers import Answers
from bot.services.away import Absences
from bot.services.bursts import Bursts
from bot.services.campaigns import Campaigns
from bot.services.changes import Changes
from bot.services.definition import Definitions
from bot.services.deliveries import DeliveryService
from bot.services.digest import Digests
from bot.services.disputes import Disputes
from bot.services.export import Exports
from bot.services.feedback import Feedback
from bot.services.figures import Figures
from bot.services.hand_over import HandOvers
from bot.services.home import Homes
from bot.services.hours import Hours
from bot.services.intake import IntakeService
from bot.services.leads import Leads
from bot.services.leavers import Leavers
from bot.services.pools import Pools
from bot.services.reactions import Reactions
from bot.services.record import Record
from bot.services.roles import Roles
from bot.services.routes import Routes
from bot.services.settings import SettingsService
from bot.services.sit_ins import SitIns
from bot.services.would_you import Opinions
from bot.slack.directory import SlackDirectory
from handlers.deps import Deps
from storage.uow import Units


def services(
    units: Units, team: str, clock: Clock, client: AsyncWebClient, intake: IntakeService
) -> Deps:
    directory = SlackDirectory(client, units, team, clock)
    roles, record = Roles(units, team, directory), Record(units, team, directory)
    return Deps(
        team=team,
        clock=clock,
        directory=directory,
        record=record,
        hand_overs=HandOvers(units, team, directory, record),
        feedback=Feedback(units, team),
        leads=Leads(units, team, directory),
        leavers=Leavers(units, team, directory),
        reactions=Reactions(units, team),
        settings=SettingsService(units, team, directory, roles),
        intake=intake,
        figures=Figures(units, team),
        digests=Digests(units, team, roles),
        exports=Exports(units, team, roles),
        changes=Changes(units, team, roles),
        answers=Answers(units, team, roles),
        campaigns=Campaigns(units, team, roles),
        agreements=Agreements(units, team, roles, directory),
        opinions=Opinions(units, team, directory, roles),
        definitions=Definitions(units, team, roles),
        disputes=Disputes(units, team, roles),
        deliveries=DeliveryService(units, team),
        adding=Adding(units, team, intake),
        away=Absences(units, team, directory),
        hours=Hours(units, team),
        homes=Homes(units, team, directory, roles),
        roles=roles,
        routes=Routes(units, team, directory, roles),
        bursts=Bursts(units, team),
        sit_ins=SitIns(units, team, directory, roles),
        pools=Pools(units, team),
    )
