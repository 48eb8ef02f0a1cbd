"""Settings of the process, from the environment and `.env`."""

from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigError


class Config(BaseSettings):
    """Frozen; made once in `load()`, passed on from there."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    slack_bot_token: str = ""
    slack_app_token: str = ""
    slack_signing_secret: str = ""
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///data/leadloop.db"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 3000
    log_level: str = "info"
    slack_timeout_seconds: Annotated[float, Field(gt=0, le=60)] = 10
    lease_seconds: Annotated[float, Field(gt=0, le=600)] = 60
    look_again_seconds: str = "5,30"
    pace_seconds: Annotated[float, Field(ge=0, le=60)] = 1

    @model_validator(mode="before")
    @classmethod
    def _empty_is_not_set(cls, given: dict[str, Any]) -> dict[str, Any]:
        """A line without a value leaves the default; it still hides one in `.env`."""
        return {name: value for name, value in given.items() if value != ""}

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, url: str) -> str:
        return url if url.endswith("/") else url + "/"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("must be debug, info, warning or error")
        return level.lower()

    @field_validator("look_again_seconds")
    @classmethod
    def _rising_pauses(cls, text: str) -> str:
        try:
            pauses = [float(part) for part in text.split(",")]
        except ValueError:
            pauses = []
        if not pauses or min(pauses) <= 0 or pauses != sorted(pauses):
            raise ValueError("must be rising seconds with a comma between them, such as 5,30")
        return text

    @model_validator(mode="after")
    def _outlives_a_call(self) -> Self:
        """A lease that ends during a call would let two workers post at once."""
        if self.lease_seconds <= 2 * self.slack_timeout_seconds:
            raise ValueError("LEASE_SECONDS must be more than twice SLACK_TIMEOUT_SECONDS")
        return self

    @property
    def look_again(self) -> tuple[float, ...]:
        """The pauses in seconds before each look for a post whose answer was lost."""
        return tuple(float(part) for part in self.look_again_seconds.split(","))

    @property
    def socket_mode(self) -> bool:
        """With an app token the bot connects outwards; without one Slack calls it over HTTP."""
        return bool(self.slack_app_token)

    def check_slack(self) -> None:
        """ConfigError names everything that is missing or mixed up, before anything starts."""
        problems = []
        if not self.slack_bot_token:
            problems.append("SLACK_BOT_TOKEN is not set (xoxb-…, “OAuth & Permissions”)")
        elif not self.slack_bot_token.startswith("xoxb-"):
            problems.append("SLACK_BOT_TOKEN must begin with xoxb-")
        if self.slack_app_token and not self.slack_app_token.startswith("xapp-"):
            problems.append("SLACK_APP_TOKEN must begin with xapp-")
        if not self.slack_app_token and not self.slack_signing_secret:
            problems.append(
                "neither SLACK_APP_TOKEN (Socket Mode, “Basic Information”) nor "
                "SLACK_SIGNING_SECRET (HTTP) is set"
            )
        if problems:
            raise ConfigError(
                "Leadloop cannot start: " + "; ".join(problems) + ". docs/install.md shows where."
            )


def load() -> Config:
    """The configuration; ConfigError names each variable that cannot be read."""
    try:
        return Config()
    except ValidationError as error:
        wrong = "; ".join(map(_problem, error.errors()))
        raise ConfigError(f"The environment cannot be used: {wrong}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(".env is not a text in UTF-8. Save it as UTF-8.") from error
    except OSError as error:
        raise ConfigError(f".env cannot be read: {error.strerror}.") from error


_NUMBERS = {"int_parsing": "must be a whole number", "float_parsing": "must be a number"}


def _problem(error: ErrorDetails) -> str:
    """What concerns several variables names them itself."""
    said = error["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    name = "_".join(map(str, error["loc"])).upper()
    return f"{name} {_NUMBERS.get(error['type'], said)}".strip()
