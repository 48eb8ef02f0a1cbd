"""What the command line does: the part of the composition root that needs no Slack."""

from bot.operations.configuring import (
    change_settings,
    create_token,
    migrate_database,
    settings,
    settings_json,
)
from bot.operations.erasing import erase, traces
from bot.operations.imports import Prepared, Problem, Report, Request, import_file, prepare
from bot.operations.reports import digest, export
from bot.operations.routing import apply_routes, owners, routes, try_routes
from bot.operations.undelivered import deliveries, drop_deliveries, retry_deliveries

__all__ = [
    "Prepared",
    "Problem",
    "Report",
    "Request",
    "apply_routes",
    "change_settings",
    "create_token",
    "deliveries",
    "digest",
    "drop_deliveries",
    "erase",
    "export",
    "import_file",
    "migrate_database",
    "owners",
    "prepare",
    "retry_deliveries",
    "routes",
    "settings",
    "settings_json",
    "traces",
    "try_routes",
]
