"""What every kind of message is drawn by."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.blocks.message import Message
from bot.ports import Intent, MessageKind, UnitOfWork

Draw = Callable[[UnitOfWork, Intent, datetime], Awaitable[Message | None]]
"""The message as it is now; None when it is no longer worth sending."""
Kinds = dict[MessageKind, Draw]
