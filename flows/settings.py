"""The settings: `zhishi.toml` in the working folder, over it the environment (ZHISHI_…), over it the flags of the command line."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

TOML = "zhishi.toml"
PREFIX = "ZHISHI_"
READING = ("recogniser",)  # what changes a reading: part of the fingerprint

Names = Annotated[tuple[str, ...], NoDecode]


class WrongSettings(ValueError):
    """A setting has a wrong name or value; the message is one line that says which."""


class Settings(BaseSettings):
    """Everything that can be set. Sizes are in megabytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, toml_file=TOML, extra="forbid", frozen=True)

    out: Path = Field(Path("outputs"), description="where the tables come out")
    workers: int = Field(0, ge=0, le=256, description="processes that read; 0 is one a core")
    dask: str | None = Field(None, description="address of a Dask scheduler that reads instead (tcp://…)")
    dask_send: Literal["value", "path"] = Field(
        "value", description="how Dask workers get articles: sent to them, or from the same path there (files only, where they see them)"
    )
    dask_patience: float = Field(120, gt=0, description="seconds that a Dask cluster may be without any worker before the run gives up")
    batch_size: int = Field(200, ge=1, le=10_000, description="articles of one task")
    keep_versions: int = Field(5, ge=1, description="published versions that are kept; none younger than a day is pruned")
    time_limit: float = Field(120, gt=0, description="seconds that the reading of one article may take")
    memory_mb: int = Field(2048, ge=64, description="megabytes that a reading process may take beyond what it starts with")
    max_article_mb: float = Field(16, gt=0, description="megabytes that one article may have")
    schedule_port: int = Field(4200, ge=1, le=65535, description="loopback port of the Prefect server that `schedule` uses or starts")
    schedule_timezone: str | None = Field(None, description="the clock of cron lines, such as Asia/Shanghai; else this machine's")
    settle_seconds: float = Field(0, ge=0, description="files in folders that changed within so many seconds are left for the next run")
    text_columns: Names = Field(
        ("text", "content", "body", "html", "正文", "内容"), description="the article, in the first of these columns"
    )
    id_columns: Names = Field(("id", "article_id", "uuid"), description="what tells the rows of a feed apart; else the row number")
    url_columns: Names = Field(("url", "link", "链接"), description="the address of the article")
    title_columns: Names = Field(("title", "headline", "标题"), description="the title")
    published_columns: Names = Field(("published", "published_at", "date", "发布时间", "日期"), description="the date of publication")
    source_columns: Names = Field(("source", "site", "publisher", "来源"), description="the site or paper")
    recogniser: Literal["lac", "lac-everywhere", "none"] = Field(
        "lac", description="the model that finds names beside the lexicon: lac reads where an unlisted name may stand, lac-everywhere all text"
    )

    @field_validator(*(f"{kind}_columns" for kind in ("text", "id", "url", "title", "published", "source")), mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


class Origin(BaseModel):
    """One setting: its name, its value as text, where the value comes from, and what it means."""

    name: str
    value: str
    origin: str
    meaning: str


def load(**flags: Any) -> Settings:
    """The settings that hold; a flag that is None was not given.

    Raises WrongSettings with a one-line message.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        known = "" if name in Settings.model_fields else f"; the settings are {', '.join(Settings.model_fields)}"
        raise WrongSettings(f"setting {name}: {first['msg']}{known}") from None
    except ValueError as error:
        raise WrongSettings(f"{TOML}: {' '.join(str(error).split())}") from None


def origins(settings: Settings, **flags: Any) -> list[Origin]:
    """Every setting with the place its value comes from: flag, environment, zhishi.toml or default."""
    environment = EnvSettingsSource(Settings)()
    file = TomlConfigSettingsSource(Settings)()
    rows = []
    for name, field in Settings.model_fields.items():
        if flags.get(name) is not None:
            origin = f"flag --{name.replace('_', '-')}"
        elif name in environment:
            origin = f"environment {PREFIX}{name.upper()}"
        elif name in file:
            origin = TOML
        else:
            origin = "default"
        value = getattr(settings, name)
        text = ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
        rows.append(Origin(name=name, value=text, origin=origin, meaning=field.description or ""))
    return rows


def sha(settings: Settings, names: tuple[str, ...] | None = None) -> str:
    """Hash of the named settings (all of them when None): 16 hex digits."""
    chosen = sorted(names if names is not None else Settings.model_fields)
    text = "\n".join(f"{name}={getattr(settings, name)!r}" for name in chosen)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
