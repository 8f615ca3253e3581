"""The central server's keys: the one that signs receipts, and the recovery key that is kept offline."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.durable import write_durably
from kiosk.errors import KioskError

SIGNING = "receipt-signing.key"
RECOVERY_PUBLIC = "recovery-public.key"
RECOVERY_PRIVATE = "recovery-private.pem"


@dataclass(frozen=True)
class CentralKeys:
    """The signing key, and the raw X25519 public key for which booths wrap too."""

    signing: Ed25519PrivateKey
    recovery_public: bytes


def create_keys(directory: Path) -> Path:
    """Make all keys and return the file of the private recovery key, to be moved off this machine."""
    recovery = X25519PrivateKey.generate()
    private = directory / RECOVERY_PRIVATE
    write_durably(private, recovery.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    write_durably(directory / RECOVERY_PUBLIC, recovery.public_key().public_bytes_raw())
    write_durably(directory / SIGNING, Ed25519PrivateKey.generate().private_bytes_raw())
    return private


def load_keys(directory: Path) -> CentralKeys:
    """Read the keys the server needs.

    Raises
    ------
    KioskError
        ``central-not-set-up`` when they are not there or not keys.
    """
    try:
        return CentralKeys(
            Ed25519PrivateKey.from_private_bytes((directory / SIGNING).read_bytes()),
            (directory / RECOVERY_PUBLIC).read_bytes(),
        )
    except (FileNotFoundError, ValueError) as error:
        raise KioskError(
            "central-not-set-up",
            "The central server's data folder has not been set up.",
            "Start it once with --init, or name the right folder with --data.",
        ) from error


def derived_key(keys: CentralKeys, purpose: bytes) -> bytes:
    """Return 32 bytes for one purpose (HKDF-SHA256, RFC 5869): the database alone cannot open what they seal.

    Whoever replaces the signing key has to reset what was sealed: staff set their authenticators up anew.
    """
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(keys.signing.private_bytes_raw())
