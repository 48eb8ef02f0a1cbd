"""auth.test, apps.connections.open and other facts about the app and the team."""

from sandbox.api.call import Call, Method, Refused
from sandbox.model import Json


async def auth_test(call: Call) -> Json:
    """auth.test"""
    workspace = call.sandbox.workspace
    return {
        "url": f"{call.sandbox.url}/",
        "team": workspace.name,
        "user": workspace.users[call.app.bot_user_id].name,
        "team_id": workspace.team_id,
        "user_id": call.app.bot_user_id,
        "bot_id": call.app.bot_id,
        "is_enterprise_install": False,
    }


async def connections_open(call: Call) -> Json:
    """apps.connections.open"""
    ticket = call.sandbox.sockets.ticket(call.app.id)
    address = call.sandbox.url.replace("http", "ws", 1)
    return {"url": f"{address}/link?ticket={ticket}&app_id={call.app.id}"}


async def team_info(call: Call) -> Json:
    """team.info"""
    workspace = call.sandbox.workspace
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.name,
            "domain": workspace.domain,
            "url": f"{call.sandbox.url}/",
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


async def bots_info(call: Call) -> Json:
    """bots.info"""
    workspace = call.sandbox.workspace
    for app in workspace.apps.values():
        if app.bot_id == call.get("bot", call.app.bot_id):
            return {
                "bot": {
                    "id": app.bot_id,
                    "deleted": False,
                    "name": app.name,
                    "updated": 0,
                    "app_id": app.id,
                    "user_id": app.bot_user_id,
                    "icons": {},
                }
            }
    raise Refused("bot_not_found")


METHODS = {
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(connections_open, app_token=True),
    "team.info": Method(team_info, ("team:read",)),
    "bots.info": Method(bots_info, ("users:read",)),
}
