"""A booth's first set-up: from answers to a settings file, keys, an enrolment and a photo that was tried."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from kiosk.campaign.campaign import load_campaign
from kiosk.clock import Clock
from kiosk.durable import make_directory, write_durably
from kiosk.errors import KioskError
from kiosk.photo.spec import load_spec
from kiosk.services import checkup
from kiosk.services.build import open_keys, open_store, vault_of
from kiosk.services.checkup_camera import camera
from kiosk.services.enrolling import enrol_booth
from kiosk.services.finding import Finding, Fitness
from kiosk.services.pin import hash_pin
from kiosk.services.selftest import drawn_photo
from kiosk.settings import CameraSettings, Settings, load_settings
from kiosk.sync.credentials import Credentials, checked_url
from kiosk.tomlfile import STRICT

BEFORE = ".before"
HEAD = "# Written by kiosk setup. What is left out has the value that the shipped config/kiosk.toml shows.\n"


@dataclass(frozen=True)
class CentralAnswers:
    """Where the photos go; ``code`` is the one-time enrolment code, left out once the booth is enrolled."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    url: Annotated[str, Field(pattern=r"^https?://")]
    code: str | None = None


@dataclass(frozen=True)
class Answers:
    """What staff answer when a booth is set up.

    Attributes
    ----------
    pin
        Of the staff corner, in plain; only its hash is kept. None: nobody enters it yet.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    language: Literal["zh", "en"] = "zh"
    campaign: str = "example"
    data_dir: Path | None = None
    backup_dir: Path | None = None
    camera: CameraSettings = field(default_factory=CameraSettings)
    central: CentralAnswers | None = None
    keys: Literal["auto", "system", "systemd", "file"] = "auto"
    pin: str | None = None


def settings_text(answers: Answers) -> str:
    """Return the settings file: what was answered, nothing else."""
    top: dict[str, object] = {"campaign": answers.campaign, "language": answers.language}
    for name in ("data_dir", "backup_dir"):
        if (folder := getattr(answers, name)) is not None:
            top[name] = str(folder)
    wanted = answers.camera
    sections: dict[str, Mapping[str, object]] = {
        "camera": {
            "source": wanted.source,
            "width_px": wanted.width_px,
            "height_px": wanted.height_px,
            "fps": wanted.fps,
        },
        "keys": {"store": answers.keys},
    }
    if answers.central is not None:
        sections["central"] = {"url": checked_url(answers.central.url)}
    if answers.pin is not None:
        sections["operator"] = {"pin_hash": hash_pin(answers.pin)}
    parts = [HEAD, _lines(top), *(f"\n[{name}]\n{_lines(table)}" for name, table in sections.items())]
    return "".join(parts)


def _lines(table: Mapping[str, object]) -> str:
    """Return ``key = value`` lines; of strings and numbers JSON's form is TOML's too."""
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())


def set_up(answers: Answers, config: Path, clock: Clock, *, replace: bool = False) -> Iterator[Finding]:
    """Do every step in order, telling each; what is only recommended warns, and the rest goes on.

    Parameters
    ----------
    config
        The settings file to write.
    replace
        Whether one that is there may be replaced; it is kept as ``NAME.before``.

    Raises
    ------
    KioskError
        ``setup-exists``, ``pin-too-short``, ``central-insecure``, or why a step that everything after it
        needs cannot be done; what was done stays, and the same answers may be given again.
    """
    load_spec(load_campaign(answers.campaign).spec, None)  # before anything is written
    settings = _write(settings_text(answers), config, replace=replace)
    yield Finding("settings", Fitness.OK, f"written to {config}")
    if answers.pin is None:
        yield Finding("pin", Fitness.WARN, "none is set: nobody enters the staff corner", "Answer pin.")
    yield checkup.models()
    yield camera(settings, clock)
    open_keys(settings)
    vault = vault_of(settings)
    plain = "Answer keys with auto before a real person is photographed."
    yield Finding(
        "keys", Fitness.WARN if vault.plain else Fitness.OK, vault.name, plain if vault.plain else None
    )
    if answers.central is None:
        yield Finding(
            "central", Fitness.WARN, "none is named: photos stay here", "Answer [central] url and code."
        )
    else:
        yield _enrolled(settings, answers.central, clock)
    yield drawn_photo()


def _write(text: str, config: Path, *, replace: bool) -> Settings:
    if config.exists() and not replace:
        raise KioskError(
            "setup-exists",
            f"{config} is there already.",
            "Name another file with --config, or replace it with --replace.",
        )
    try:
        make_directory(config.absolute().parent)
        if config.exists():
            write_durably(config.with_name(f"{config.name}{BEFORE}"), config.read_bytes())
        write_durably(config, text.encode("utf-8"))
    except OSError as error:
        raise KioskError(
            "config-unwritten", f"{config} cannot be written: {error.strerror}.", "Check its folder."
        ) from error
    settings = load_settings(config)
    make_directory(settings.data_dir)
    return settings


def _enrolled(settings: Settings, answers: CentralAnswers, clock: Clock) -> Finding:
    if answers.code is not None:
        device = enrol_booth(settings, clock, answers.url, answers.code)
        return Finding("central", Fitness.OK, f"enrolled at {answers.url} as {device}")
    store = open_store(settings, open_keys(settings), clock)
    try:
        kept = Credentials.kept(store.secrets)
    finally:
        store.close()
    if kept is not None and kept.url == checked_url(answers.url):
        return Finding("central", Fitness.OK, f"enrolled at {kept.url} as {kept.device}")
    advice = "Ask the administrator for an enrolment code, then run: kiosk enrol --code CODE"
    return Finding("central", Fitness.WARN, f"not enrolled at {answers.url} yet", advice)
