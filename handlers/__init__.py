"""Slack listeners: one module per feature, each with `register(registry, deps)`."""

from handlers import (
    add,
    away,
    campaign,
    changes,
    claim,
    digest,
    export,
    feedback,
    help,
    home,
    leads,
    outcome,
    quote,
    reactions,
    reject,
    settings,
    undo,
)

# In the order in which /leads help lists their commands.
FEATURES = (
    claim,
    reject,
    feedback,
    outcome,
    undo,
    reactions,
    home,
    quote,
    leads,
    add,
    campaign,
    changes,
    digest,
    away,
    export,
    settings,
    help,
)
