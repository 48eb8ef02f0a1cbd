"""Opaque ids: they may stand in Slack's metadata, where every app of the workspace reads them."""

import uuid


def new_id() -> str:
    return uuid.uuid4().hex
