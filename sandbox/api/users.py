"""users.* and usergroups.*: people."""

from sandbox.api.call import Call, Method, Refused, page
from sandbox.model import Json, User, Usergroup
from sandbox.serialize import user_json


async def info(call: Call) -> Json:
    """users.info"""
    return {"user": _shown(call, call.user())}


async def list_users(call: Call) -> Json:
    """users.list"""
    everyone = list(call.sandbox.workspace.users.values())
    found, metadata = page(call, everyone, default=len(everyone))
    now = int(call.sandbox.clock.now().timestamp())
    return {"members": [_shown(call, one) for one in found], "cache_ts": now, **metadata}


async def lookup_by_email(call: Call) -> Json:
    """users.lookupByEmail"""
    email = call.require("email", "users_not_found").lower()
    for user in call.sandbox.workspace.users.values():
        if user.email.lower() == email and not user.deleted:
            return {"user": _shown(call, user)}
    raise Refused("users_not_found")


async def usergroup_members(call: Call) -> Json:
    """usergroups.users.list"""
    found = call.sandbox.workspace.usergroups.get(call.require("usergroup"))
    if found is None:
        raise Refused("no_such_subteam")
    return {"users": list(found.users)}


async def list_usergroups(call: Call) -> Json:
    """usergroups.list"""
    with_users = call.get("include_users") in (True, "true", "1")
    groups = call.sandbox.workspace.usergroups.values()
    return {"usergroups": [_group(call, one, with_users=with_users) for one in groups]}


def _group(call: Call, group: Usergroup, *, with_users: bool) -> Json:
    shown: Json = {
        "id": group.id,
        "team_id": call.sandbox.workspace.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 0,
        "auto_type": None,
        "prefs": {"channels": [], "groups": []},
        "user_count": len(group.users),
    }
    return shown | ({"users": list(group.users)} if with_users else {})


def _shown(call: Call, user: User) -> Json:
    with_email = "users:read.email" in call.app.scopes
    return user_json(call.sandbox.workspace, user, with_email=with_email)


METHODS = {
    "users.info": Method(info, ("users:read",)),
    "users.list": Method(list_users, ("users:read",)),
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",)),
    "usergroups.list": Method(list_usergroups, ("usergroups:read",)),
    "usergroups.users.list": Method(usergroup_members, ("usergroups:read",)),
}
