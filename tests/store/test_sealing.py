"""Sealed files: nobody without a key reads them, nobody alters them unnoticed."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.store.manifest import unpack
from kiosk.store.sealing import Context, Damaged, read_header, seal, unseal, unseal_with_recovery
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests.store.making import submission

CONTEXT = Context("id", "device", 7, "f" * 64, "2026-01-01T00:00:00+00:00")
KEY = bytes(32)


def test_two_seals_of_the_same_body_share_nothing() -> None:
    first, second = (seal(CONTEXT, b"body" * 20, KEY, None) for _ in range(2))
    assert unseal(io.BytesIO(first), KEY) == (CONTEXT, b"body" * 20)
    assert first[-64:] != second[-64:]


def test_every_flipped_byte_is_noticed() -> None:
    sealed = seal(CONTEXT, b"body", KEY, None)
    for at in range(len(sealed)):
        altered = bytearray(sealed)
        altered[at] ^= 1
        with pytest.raises(Damaged):
            unseal(io.BytesIO(bytes(altered)), KEY)
    for length in range(len(sealed)):
        with pytest.raises(Damaged):
            unseal(io.BytesIO(sealed[:length]), KEY)


def test_the_recovery_key_opens_what_the_booth_sealed_and_no_other_does() -> None:
    offline = X25519PrivateKey.generate()
    sealed = seal(CONTEXT, b"body", KEY, offline.public_key().public_bytes_raw())
    assert unseal_with_recovery(io.BytesIO(sealed), offline) == (CONTEXT, b"body")
    with pytest.raises(Damaged):
        unseal_with_recovery(io.BytesIO(sealed), X25519PrivateKey.generate())
    with pytest.raises(Damaged):
        unseal(io.BytesIO(sealed), bytes([1] * 32))
    with pytest.raises(Damaged, match="without a recovery key"):
        unseal_with_recovery(io.BytesIO(seal(CONTEXT, b"body", KEY, None)), offline)


def test_the_context_cannot_be_swapped() -> None:
    sealed = seal(CONTEXT, b"body", KEY, None)
    other = sealed.replace(b'"seq":7', b'"seq":8')
    assert read_header(io.BytesIO(other)).context == replace(CONTEXT, seq=8)
    with pytest.raises(Damaged):
        unseal(io.BytesIO(other), KEY)


def test_a_store_with_a_pinned_recovery_key_wraps_for_it(
    tmp_path: Path, store: Store, clock: ManualClock
) -> None:
    offline = X25519PrivateKey.generate()
    store.pin_recovery_key(offline.public_key().public_bytes_raw())
    saved = store.save(submission(clock))
    path = tmp_path / "store" / "sealed" / f"{saved.id}.sealed"
    with path.open("rb") as file:
        _, body = unseal_with_recovery(file, offline)
    assert unpack(body).fingerprint == saved.fingerprint


def test_a_rotten_file_is_quarantined_and_stays(tmp_path: Path, store: Store, clock: ManualClock) -> None:
    saved = store.save(submission(clock))
    path = tmp_path / "store" / "sealed" / f"{saved.id}.sealed"
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    store.lease(saved.id)
    with pytest.raises(KioskError) as error:
        store.open_sealed(saved.id)
    assert error.value.code == "sealed-damaged"
    assert store.state(saved.id) is Delivery.QUARANTINED
    assert path.exists()


def test_secrets_are_bound_to_their_name_and_key(tmp_path: Path, store: Store) -> None:
    assert store.secrets.get("central") is None
    store.secrets.put("central", b"token")
    assert store.secrets.get("central") == b"token"
    folder = tmp_path / "store" / "secrets"
    (folder / "other.secret").write_bytes((folder / "central.secret").read_bytes())
    with pytest.raises(KioskError) as error:
        store.secrets.get("other")
    assert error.value.code == "secret-damaged"
    store.secrets.remove("central")
    assert store.secrets.get("central") is None
