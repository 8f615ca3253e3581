"""Recovery: sealed files opened with the offline private key, where the booth's own keys are lost."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.durable import make_directory, sync_directory, write_durably
from kiosk.errors import KioskError
from kiosk.store.faults import environment_faults
from kiosk.store.manifest import unpack
from kiosk.store.sealed_files import SUFFIX
from kiosk.store.sealing import Damaged, Header, read_header, rewrap, unseal_with_recovery
from kiosk.store.secrets_file import SUFFIX as SECRET_SUFFIX
from kiosk.store.stored import Parcel

SET_ASIDE = "set-aside"
"""Folder of the store for files that no key at hand opens; nothing is deleted."""
NOTES = ("device", "recovery.key")
"""What lies beside the database and says which booth this is and for whom it wraps."""


@dataclass(frozen=True, eq=False)
class Opened:
    """One sealed file: what was in it, or why it did not open (``parcel`` None)."""

    id: str
    parcel: Parcel | None
    fault: str | None = None


def load_recovery_key(path: Path) -> X25519PrivateKey:
    """Read the private key that the central server's set-up wrote.

    Raises
    ------
    KioskError
        ``recovery-key-unreadable``.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, X25519PrivateKey):
            raise ValueError("another kind of key")
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KioskError(
            "recovery-key-unreadable",
            f"{path} is no private recovery key.",
            "Name the file recovery-private.pem that the central server's set-up wrote.",
        ) from error
    return key


def sealed_paths(store: Path) -> tuple[Path, ...]:
    """Return the sealed files of a store, oldest first.

    Raises
    ------
    KioskError
        ``recover-nothing`` when there is none.
    """
    paths = tuple(sorted((store / "sealed").glob(f"*{SUFFIX}")))
    if not paths:
        raise KioskError(
            "recover-nothing",
            f"There is no sealed photo below {store}.",
            "Name the folder of a booth's store: it holds a folder called sealed.",
        )
    return paths


def opened_with(key: X25519PrivateKey, paths: tuple[Path, ...]) -> Iterator[Opened]:
    """Open each sealed file and check its digests; one at a time in memory, none is written."""
    for path in paths:
        id_ = path.name.removesuffix(SUFFIX)
        try:
            with environment_faults(), path.open("rb") as file:
                context, body = unseal_with_recovery(file, key)
            yield Opened(id_, _checked(body, context.id, context.fingerprint, id_))
        except Damaged as damaged:
            yield Opened(id_, None, str(damaged))


def rewrap_into(key: X25519PrivateKey, source: Path, target: Path, wrapping_key: bytes) -> tuple[Opened, ...]:
    """Wrap every sealed file of ``source`` for the booth that owns ``target`` (may be the same folder).

    What the recovery key does not open is moved to :data:`SET_ASIDE`, and so are secrets of the lost keys;
    the parcels are left out of the answer. Both folders must be in nobody's use.

    Raises
    ------
    KioskError
        ``recover-other-booth`` when ``target`` belongs to another booth: the server takes from each only its
        own; ``recover-nothing``, ``disk-full``, ``store-readonly`` or ``store-io``.
    """
    found = []
    with environment_faults():
        _take_over_notes(source, target)
        make_directory(target / "sealed")
        for path in sealed_paths(source):
            id_ = path.name.removesuffix(SUFFIX)
            try:
                with path.open("rb") as file:
                    context = _header(file.read()).context
                    file.seek(0)
                    again, body = rewrap(file, key, wrapping_key)
                _checked(body, context.id, context.fingerprint, id_)
            except Damaged as damaged:
                found.append(Opened(id_, None, str(damaged)))
                if source == target:
                    _set_aside(target, path)
                continue
            write_durably(target / "sealed" / path.name, again)
            found.append(Opened(id_, None))
        for secret in (target / "secrets").glob(f"*{SECRET_SUFFIX}"):
            _set_aside(target, secret)
    return tuple(found)


def _take_over_notes(source: Path, target: Path) -> None:
    make_directory(target)
    for name in NOTES:
        ours, theirs = target / name, source / name
        if source == target or not theirs.exists():
            continue
        if not ours.exists():
            write_durably(ours, theirs.read_bytes())
        elif name == "device" and ours.read_bytes() != theirs.read_bytes():
            raise KioskError(
                "recover-other-booth",
                "These photos are another booth's, and this booth has photos of its own.",
                "Recover onto a booth that has never run; it then takes the lost booth's place.",
            )


def _checked(body: bytes, id_: str, fingerprint: str, name: str) -> Parcel:
    parcel = unpack(body)
    if (parcel.id, parcel.fingerprint) != (id_, fingerprint) or id_ != name:
        raise Damaged("the content is not what the file says of itself")
    return parcel


def _header(content: bytes) -> Header:
    return read_header(io.BytesIO(content))


def _set_aside(store: Path, path: Path) -> None:
    folder = store / SET_ASIDE
    make_directory(folder)
    path.rename(folder / path.name)
    sync_directory(path.parent)
    sync_directory(folder)
