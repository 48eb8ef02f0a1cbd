"""Slack listeners: one module per feature, each with `register(registry, deps)`."""

from handlers import claim, feedback, leads, outcome, reactions, reject, undo

FEATURES = (claim, reject, feedback, outcome, undo, reactions, leads)
