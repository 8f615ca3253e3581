"""Vaults: where the text of the booth's keys lies; in a real booth the operating system's own store."""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from kiosk.durable import write_durably
from kiosk.errors import KioskError
from kiosk.store.faults import environment_faults
from kiosk.store.system_vault import SystemVault

CREDENTIAL = "photo-kiosk-keys"
"""Name of the systemd credential, see systemd-creds(1)."""

CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY"
"""Set by systemd for a service with LoadCredentialEncrypted=; the folder is in memory and read-only."""


class KeyPlace(StrEnum):
    """Which vault the settings name; ``auto`` takes the credential if there is one, else the system's."""

    AUTO = "auto"
    SYSTEM = "system"
    SYSTEMD = "systemd"
    FILE = "file"


class Vault(Protocol):
    """Keeps one text; raises :class:`KioskError` with what to do when it cannot be reached."""

    @property
    def name(self) -> str:
        """What to call it in words."""
        ...

    @property
    def plain(self) -> bool:
        """Whether whoever reads the disk can read it."""
        ...

    def read(self) -> str | None:
        """Return the text, None when there is none."""
        ...

    def write(self, text: str) -> None:
        """Keep a text, replacing an older one."""
        ...


class FileVault:
    """A plain file; only where the settings say so, for rehearsals."""

    plain = True

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        return f"plain file {self._path.name}"

    def read(self) -> str | None:
        with environment_faults():
            return self._path.read_text("ascii", "replace") if self._path.exists() else None

    def write(self, text: str) -> None:
        with environment_faults():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(self._path, text.encode("ascii"))


class CredentialVault:
    """A credential that systemd decrypted for this service alone; it cannot be written from here."""

    plain = False
    name = "systemd credential"

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory

    def read(self) -> str | None:
        if self._directory is None:
            raise _no_credential()
        with environment_faults():
            path = self._directory / CREDENTIAL
            if not path.is_file():
                raise _no_credential()
            return path.read_text("ascii", "replace").strip()

    def write(self, text: str) -> None:
        raise _no_credential()


def choose_vault(place: KeyPlace, file: Path, environ: Callable[[str], str | None] = os.environ.get) -> Vault:
    """Return the vault the settings name.

    Parameters
    ----------
    file
        Where the keys lie when a plain file is chosen.
    """
    folder = environ(CREDENTIALS_DIRECTORY)
    directory = Path(folder) if folder else None
    match place:
        case KeyPlace.FILE:
            return FileVault(file)
        case KeyPlace.SYSTEMD:
            return CredentialVault(directory)
        case KeyPlace.AUTO if directory is not None and (directory / CREDENTIAL).is_file():
            return CredentialVault(directory)
        case _:
            return SystemVault()


def _no_credential() -> KioskError:
    return KioskError(
        "keys-no-credential",
        f"systemd gives this booth no credential {CREDENTIAL}.",
        f"Make one: kiosk keys new | systemd-creds encrypt --name={CREDENTIAL} - "
        f"/etc/credstore.encrypted/{CREDENTIAL}; then name it in the unit: "
        f"LoadCredentialEncrypted={CREDENTIAL}.",
    )
