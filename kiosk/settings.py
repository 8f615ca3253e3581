"""The booth's own settings, typed, from ``config/kiosk.toml``."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from kiosk.look import Look
from kiosk.paths import config_dir, data_dir
from kiosk.session.state import ExpressTiming, Timing
from kiosk.settings_history import brought_up_to_date
from kiosk.sound.quiet import SoundSettings
from kiosk.tomlfile import STRICT, read_toml, typed

log = logging.getLogger(__name__)

PHC_ARGON2ID = r"^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$"


@dataclass(frozen=True)
class CameraSettings:
    """Which camera, and what is asked of it (what it really gives is measured).

    ``source`` is ``sitter``, ``device:N``, ``video:FILE`` or ``folder:DIR``.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    source: Annotated[str, Field(pattern=r"^(sitter|device:\d+|video:.+|folder:.+)$")] = "device:0"
    width_px: Annotated[int, Field(ge=640, le=7680)] = 1280
    height_px: Annotated[int, Field(ge=480, le=4320)] = 720
    fps: Annotated[float, Field(ge=5, le=120)] = 30.0


@dataclass(frozen=True)
class CentralSettings:
    """The central server this booth enrols at; None for a booth that is not enrolled yet."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    url: Annotated[str, Field(pattern=r"^https?://")] | None = None


@dataclass(frozen=True)
class ModelSettings:
    """Directories or URLs that hold the model files by name, asked before the publisher."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    mirrors: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeySettings:
    """Where the booth's keys lie, see :class:`kiosk.store.vaults.KeyPlace`; ``file`` only for rehearsals."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    store: Literal["auto", "system", "systemd", "file"] = "auto"


@dataclass(frozen=True)
class OperatorSettings:
    """The staff corner.

    Attributes
    ----------
    pin_hash
        The PIN's argon2id hash (PHC string), None as long as nobody may enter.
    power_off
        Program and arguments that switch the machine off at the end of the day; empty: staff only close the
        kiosk.
    desk
        Whether the staff's own window opens with the booth.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    pin_hash: Annotated[str, Field(pattern=PHC_ARGON2ID)] | None = None
    power_off: tuple[str, ...] = ()
    desk: bool = False


@dataclass(frozen=True)
class OperationSettings:
    """How the booth is looked after.

    Attributes
    ----------
    metrics_port
        Where Prometheus asks, on this machine only; 0: no metrics.
    update_keys
        Public keys (Ed25519, hex) of the publishers whose updates are taken; none: no updates.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 0
    update_keys: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], ...] = ()


@dataclass(frozen=True)
class Settings:
    """Everything a site sets for one booth.

    Attributes
    ----------
    campaign
        Id of the campaign: the file ``config/campaigns/<id>.toml``, which names the photo spec.
    language
        The language a session starts in; the person may change it.
    data_dir
        Where this booth keeps its data.
    specs_dir
        Folder of the site's own photo specs, beside those that ship; None when it has none.
    stick_roots
        Where USB sticks appear: the system's mount folders, or a drive's own folder.
    card_reader_dir
        Where the software of an ID card reader leaves the card's photo; only staff see it, after their PIN.
    backup_dir
        A folder on a second volume where what is stored is copied to, still sealed; None for no backup.
    look
        How each session starts to look and sound; the person may change it.
    sound
        When the booth is silent.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    campaign: str = "example"
    language: Literal["zh", "en"] = "zh"
    data_dir: Path = field(default_factory=data_dir)
    specs_dir: Path | None = None
    stick_roots: tuple[Path, ...] = (Path("/media"), Path("/run/media"), Path("/mnt"))
    card_reader_dir: Path | None = None
    backup_dir: Path | None = None
    camera: CameraSettings = CameraSettings()
    session: Timing = field(default_factory=Timing)
    express: ExpressTiming = field(default_factory=ExpressTiming)
    look: Look = field(default_factory=Look)
    sound: SoundSettings = field(default_factory=SoundSettings)
    central: CentralSettings = CentralSettings()
    models: ModelSettings = ModelSettings()
    keys: KeySettings = KeySettings()
    operator: OperatorSettings = OperatorSettings()
    operation: OperationSettings = OperationSettings()


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings of ``path``, by default ``config/kiosk.toml``; what is left out has its default.

    Files of every earlier version are read (:mod:`kiosk.settings_history`). Relative folders are taken from
    the file's folder.

    Raises
    ------
    KioskError
        ``config-missing``, ``config-unreadable``, ``config-syntax`` or ``config-invalid``, naming
        the file and the key.
    """
    path = path or config_dir() / "kiosk.toml"
    data, gone = brought_up_to_date(read_toml(path))
    for item in gone:
        log.warning("%s in %s is no longer read: %s", item.key, path.name, item.says)
    settings = typed(data, Settings, path)

    def beside(folder: Path | None) -> Path | None:
        return None if folder is None else path.parent / folder.expanduser()

    return replace(
        settings,
        data_dir=path.parent / settings.data_dir.expanduser(),
        specs_dir=beside(settings.specs_dir),
        card_reader_dir=beside(settings.card_reader_dir),
        backup_dir=beside(settings.backup_dir),
        stick_roots=tuple(path.parent / root.expanduser() for root in settings.stick_roots),
    )
