"""The booth's own secrets: the key that wraps every submission's key, and the booth's identity."""

from __future__ import annotations

import base64
import json
import logging
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import KioskError
from kiosk.store.faults import environment_faults
from kiosk.store.sealed_files import SUFFIX
from kiosk.store.sealing import Damaged, read_header, unwrap
from kiosk.store.secrets_file import SUFFIX as SECRET_SUFFIX
from kiosk.store.secrets_file import opens_any_secret
from kiosk.store.vaults import Vault

log = logging.getLogger(__name__)

KEY_BYTES = 32


class KeyStore(Protocol):
    """Where the booth's secrets come from."""

    def wrapping_key(self) -> bytes:
        """Return the 32 bytes that wrap the submissions' keys."""
        ...

    def identity(self) -> Ed25519PrivateKey:
        """Return the key by which the booth proves at enrolment that it is the same booth."""
        ...


class BoothKeys:
    """Both secrets in memory, and the one text as which a key store holds them."""

    def __init__(self, wrapping: bytes, identity: bytes) -> None:
        if len(wrapping) != KEY_BYTES:
            raise ValueError("a wrapping key has 32 bytes")
        self._wrapping = wrapping
        self._identity = Ed25519PrivateKey.from_private_bytes(identity)

    @classmethod
    def fresh(cls) -> BoothKeys:
        """Return new keys."""
        return cls(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> BoothKeys:
        """Read what :meth:`text` gave.

        Raises
        ------
        KioskError
            ``keys-unreadable``.
        """
        try:
            held = json.loads(text)
            return cls(*(base64.b64decode(held[name], validate=True) for name in ("wrapping", "identity")))
        except (ValueError, KeyError, TypeError) as error:
            raise KioskError(
                "keys-unreadable",
                "The booth's keys cannot be understood.",
                "Restore them, or recover with the offline key: kiosk queue recover --rewrap.",
            ) from error

    def text(self) -> str:
        """Return both keys as one line of JSON (about 130 characters)."""
        raw = {"wrapping": self._wrapping, "identity": self._identity.private_bytes_raw()}
        return json.dumps({name: base64.b64encode(key).decode("ascii") for name, key in raw.items()})

    def wrapping_key(self) -> bytes:
        return self._wrapping

    def identity(self) -> Ed25519PrivateKey:
        return self._identity


def open_keys(vault: Vault, store: Path) -> BoothKeys:
    """Return the keys in ``vault``, made the first time; never others than those that sealed ``store``.

    Raises
    ------
    KioskError
        ``keys-wiped`` when something is sealed in ``store`` and the vault is empty or holds other keys:
        new ones would only hide the loss; ``keys-unreadable``; or as the vault says.
    """
    text = vault.read()
    if text is None:
        if _sealed(store):
            raise _wiped("The key store is empty, but photos of this booth are sealed with a key it held.")
        return make_keys(vault)
    keys = BoothKeys.parse(text)
    if not _fits(keys.wrapping_key(), store):
        raise _wiped("The key store holds other keys than those that sealed this booth's photos.")
    _warn(vault)
    return keys


def keys_for_recovery(vault: Vault) -> BoothKeys:
    """Return the keys in ``vault``, new ones when it is empty, whatever is sealed: it will be sealed anew.

    Raises
    ------
    KioskError
        ``keys-unreadable``, ``keys-not-kept``; or as the vault says.
    """
    text = vault.read()
    return make_keys(vault) if text is None else BoothKeys.parse(text)


def make_keys(vault: Vault) -> BoothKeys:
    """Put new keys into an empty vault and return what it then holds.

    Raises
    ------
    KioskError
        ``keys-not-kept`` when the vault does not give back what it was given; or as the vault says.
    """
    made = BoothKeys.fresh().text()
    vault.write(made)
    if vault.read() != made:
        raise KioskError(
            "keys-not-kept",
            f"The key store ({vault.name}) does not keep what it is given.",
            "Repair it, or choose another one with [keys] store in the settings.",
        )
    _warn(vault)
    return BoothKeys.parse(made)


def _warn(vault: Vault) -> None:
    if vault.plain:
        log.warning("the booth's keys lie in a plain file: fit for rehearsals only, never for real people")


def _sealed(store: Path) -> list[Path]:
    return [*store.glob("sealed/*" + SUFFIX), *store.glob("secrets/*" + SECRET_SUFFIX)]


def _fits(wrapping_key: bytes, store: Path) -> bool:
    """Whether the key opens anything of what is sealed, or nothing is; one damaged file decides nothing."""
    with environment_faults():
        if not _sealed(store) or opens_any_secret(store / "secrets", wrapping_key):
            return True
        for path in store.glob("sealed/*" + SUFFIX):
            with path.open("rb") as file:
                try:
                    unwrap(read_header(file), wrapping_key)
                except Damaged:
                    continue
                return True
    return False


def _wiped(title: str) -> KioskError:
    return KioskError(
        "keys-wiped",
        title,
        "Nothing is lost: restore the key store, or bring the offline recovery key and run "
        "kiosk queue recover --rewrap.",
    )
