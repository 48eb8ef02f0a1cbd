"""Slack's messages and views as HTML: pure functions from Slack's JSON to markup."""

from sandbox.render.blocks import blocks, message
from sandbox.render.html import Context
from sandbox.render.mrkdwn import mrkdwn
from sandbox.render.names import Names

__all__ = ["Context", "Names", "blocks", "message", "mrkdwn"]
