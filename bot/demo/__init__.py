"""Leadloop in a Slack of its own: in the browser (`run`) or told in the terminal (`tour`)."""

from bot.demo.live import DEFAULT_PORT, Demo, run, running
from bot.demo.telling import tour

__all__ = ["DEFAULT_PORT", "Demo", "run", "running", "tour"]
