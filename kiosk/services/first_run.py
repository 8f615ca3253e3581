"""A booth's first set-up: from answers to a settings file, keys, an enrolment and a photo that was tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from kiosk.calibration.record import Part
from kiosk.campaign.campaign import load_campaign
from kiosk.clock import Clock
from kiosk.durable import make_directory
from kiosk.errors import KioskError
from kiosk.photo.spec import load_spec
from kiosk.services import checkup
from kiosk.services.build import open_keys, vault_of
from kiosk.services.checkup_camera import camera
from kiosk.services.finding import Finding, Fitness
from kiosk.services.pin import hash_pin
from kiosk.services.selftest import drawn_photo
from kiosk.services.setting_up import SetUp
from kiosk.services.setup_alone import at_the_booth
from kiosk.services.setup_file import settings_lines, write_settings
from kiosk.services.setup_record import Chapter, Mark
from kiosk.settings import CameraSettings, load_settings
from kiosk.sync.credentials import checked_url
from kiosk.tomlfile import STRICT


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
    specs_dir
        Folder of this site's own photo specs; a relative one starts from the settings file's.
    pin
        Of the staff corner, in plain; only its hash is kept. None: nobody enters it yet.
    calibrate
        What of the calibration is measured now; the plate wants nobody in the picture.
    test_photo
        Whether whoever sits before the camera is photographed once, to see that it works; nothing is kept.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    language: Literal["zh", "en"] = "zh"
    campaign: str = "example"
    specs_dir: Path | None = None
    data_dir: Path | None = None
    backup_dir: Path | None = None
    camera: CameraSettings = field(default_factory=CameraSettings)
    central: CentralAnswers | None = None
    keys: Literal["auto", "system", "systemd", "file"] = "auto"
    pin: str | None = None
    calibrate: tuple[Part, ...] = ()
    test_photo: bool = False


def settings_text(answers: Answers) -> str:
    """Return the settings file: what was answered, nothing else."""
    data: dict[str, object] = {"campaign": answers.campaign, "language": answers.language}
    for name in ("specs_dir", "data_dir", "backup_dir"):
        if (folder := getattr(answers, name)) is not None:
            data[name] = folder
    wanted = answers.camera
    data["camera"] = {
        "source": wanted.source,
        "width_px": wanted.width_px,
        "height_px": wanted.height_px,
        "fps": wanted.fps,
    }
    data["keys"] = {"store": answers.keys}
    if answers.central is not None:
        data["central"] = {"url": checked_url(answers.central.url)}
    if answers.pin is not None:
        data["operator"] = {"pin_hash": hash_pin(answers.pin)}
    return settings_lines(data)


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
    campaign = load_campaign(answers.campaign)
    site = None if answers.specs_dir is None else config.parent / answers.specs_dir
    spec = load_spec(campaign.spec, site)  # before anything is written
    _write(settings_text(answers), config, replace=replace)
    setting = SetUp(config, clock)
    setting.begin_again()
    setting.mark(Chapter.LANGUAGE)
    setting.mark(Chapter.CAMPAIGN)
    yield Finding("settings", Fitness.OK, f"written to {config}")
    if answers.pin is None:
        yield Finding("pin", Fitness.WARN, "none is set: nobody enters the staff corner", "Answer pin.")
    else:
        setting.mark(Chapter.PIN)
    yield checkup.models()
    seen = camera(setting.settings, clock)
    setting.mark(Chapter.CAMERA, Mark.LATER if seen.fitness is Fitness.FAIL else Mark.DONE)
    yield seen
    open_keys(setting.settings)
    vault = vault_of(setting.settings)
    plain = "Answer keys with auto before a real person is photographed."
    yield Finding(
        "keys", Fitness.WARN if vault.plain else Fitness.OK, vault.name, plain if vault.plain else None
    )
    if answers.central is None:
        yield Finding(
            "central", Fitness.WARN, "none is named: photos stay here", "Answer [central] url and code."
        )
    else:
        yield _enrolled(setting, answers.central)
    drawn = drawn_photo()
    setting.mark(Chapter.DRAWN, Mark.LATER if drawn.fitness is Fitness.FAIL else Mark.DONE)
    yield drawn
    if answers.calibrate or answers.test_photo:
        yield from at_the_booth(setting, spec, clock, answers.calibrate, photo=answers.test_photo)
    setting.finish()


def _write(text: str, config: Path, *, replace: bool) -> None:
    if config.exists() and not replace:
        raise KioskError(
            "setup-exists",
            f"{config} is there already.",
            "Name another file with --config, or replace it with --replace.",
        )
    write_settings(config, text, keep=config.read_bytes() if config.exists() else None)
    make_directory(load_settings(config).data_dir)


def _enrolled(setting: SetUp, answers: CentralAnswers) -> Finding:
    if answers.code is not None:
        made = setting.enrol(answers.url, answers.code)
        return Finding("central", Fitness.OK, f"enrolled at {made.url} as {made.device}")
    kept = setting.enrolment()
    if kept is not None and kept.url == checked_url(answers.url):
        setting.mark(Chapter.CENTRAL)
        return Finding("central", Fitness.OK, f"enrolled at {kept.url} as {kept.device}")
    advice = "Ask the administrator for an enrolment code, then run: kiosk enrol --code CODE"
    return Finding("central", Fitness.WARN, f"not enrolled at {answers.url} yet", advice)
