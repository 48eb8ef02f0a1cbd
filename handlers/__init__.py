"""Slack listeners: one module per feature, each with `register(registry, deps)`."""

from handlers import (
    campaign,
    changes,
    claim,
    digest,
    feedback,
    leads,
    outcome,
    reactions,
    reject,
    undo,
)

FEATURES = (claim, reject, feedback, outcome, undo, reactions, leads, digest, changes, campaign)
