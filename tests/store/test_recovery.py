"""Recovery with the offline key: read out or sealed anew, checked, and what does not open is kept."""

from __future__ import annotations

import io
import json
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.campaign.roster import RosterEntry
from kiosk.clock import ManualClock
from kiosk.digest import sha256_hex
from kiosk.errors import KioskError
from kiosk.store.keys import BoothKeys
from kiosk.store.recovery import SET_ASIDE, load_recovery_key, opened_with, rewrap_into, sealed_paths
from kiosk.store.sealing import Damaged, read_header, unseal
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests import leftovers
from tests.damage import spoilt
from tests.store.making import NAME, ROOMY, submission


def pem(key: X25519PrivateKey | Ed25519PrivateKey, path: Path) -> Path:
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def filled(folder: Path, keys: BoothKeys, offline: X25519PrivateKey, clock: ManualClock) -> list[str]:
    with closing(Store.open(folder, keys, clock, ROOMY)) as store:
        store.pin_recovery_key(offline.public_key().public_bytes_raw())
        store.secrets.put("central", b"token")
        return [store.save(submission(clock, shade)).id for shade in range(3)]


def test_a_booth_alone_does_not_open_what_only_the_recovery_key_can(
    tmp_path: Path, clock: ManualClock
) -> None:
    """Everything the booth has, public recovery key included, opens nothing once its own key is gone."""
    offline, keys = X25519PrivateKey.generate(), BoothKeys.fresh()
    ids = filled(tmp_path / "store", keys, offline, clock)
    public = offline.public_key().public_bytes_raw()
    on_disk = [path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert any(public.hex().encode() in content for content in on_disk), "the public half lies there"
    assert not any(offline.private_bytes_raw() in content for content in on_disk)
    for id_ in ids:
        content = (tmp_path / "store" / "sealed" / f"{id_}.sealed").read_bytes()
        for guess in (BoothKeys.fresh().wrapping_key(), public, bytes(32)):
            with pytest.raises(Damaged):
                unseal(io.BytesIO(content), guess)
    for wrong in (X25519PrivateKey.generate(), X25519PrivateKey.from_private_bytes(public)):
        faults = [one.fault for one in opened_with(wrong, sealed_paths(tmp_path / "store"))]
        assert faults == ["the recovery key does not open it"] * 3
    found = {one.id: one.parcel for one in opened_with(offline, sealed_paths(tmp_path / "store"))}
    assert sorted(found) == sorted(ids)
    for parcel in found.values():
        assert parcel is not None
        assert json.loads(parcel.manifest)["person"]["name_masked"] == NAME
        assert all(sha256_hex(data) == sha for sha, data in parcel.blobs.items())


def test_rewrapping_changes_the_booth_s_wrap_and_nothing_else(tmp_path: Path, clock: ManualClock) -> None:
    offline, old, new = X25519PrivateKey.generate(), BoothKeys.fresh(), BoothKeys.fresh()
    folder = tmp_path / "store"
    ids = filled(folder, old, offline, clock)
    before = {id_: (folder / "sealed" / f"{id_}.sealed").read_bytes() for id_ in ids}
    damaged = folder / "sealed" / f"{ids[1]}.sealed"
    damaged.write_bytes(spoilt(before[ids[1]]))
    found = rewrap_into(offline, folder, folder, new.wrapping_key())
    assert {one.id: one.fault for one in found} == {
        ids[0]: None, ids[1]: "the body was altered", ids[2]: None,
    }  # fmt: skip
    assert (folder / SET_ASIDE / damaged.name).read_bytes() == spoilt(before[ids[1]]), "kept, not deleted"
    assert (folder / SET_ASIDE / "central.secret").exists()
    for id_ in (ids[0], ids[2]):
        again = io.BytesIO((folder / "sealed" / f"{id_}.sealed").read_bytes())
        earlier = io.BytesIO(before[id_])
        was, now = read_header(earlier), read_header(again)
        assert (was.context, was.nonce, was.recovery) == (now.context, now.nonce, now.recovery)
        assert was.booth != now.booth
        assert again.read() == earlier.read(), "the ciphertext is the one that was sealed"
        again.seek(0)
        unseal(again, new.wrapping_key())
        again.seek(0)
        with pytest.raises(Damaged):
            unseal(again, old.wrapping_key())


def test_a_recovered_store_is_whole_and_quarantined_photos_are_queued_again(
    tmp_path: Path, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    offline, old, new = X25519PrivateKey.generate(), BoothKeys.fresh(), BoothKeys.fresh()
    folder = tmp_path / "store"
    ids = filled(folder, old, offline, clock)
    with closing(Store.open(folder, old, clock, ROOMY)) as store:
        store.memory.keep_roster("example", 7, [RosterEntry("k", "名*", "a" * 64, "b" * 64)])
    with closing(Store.open(folder, new, clock, ROOMY)) as store:  # as a booth that did not look would
        with pytest.raises(KioskError):
            store.open_sealed(ids[0])
        assert store.state(ids[0]) is Delivery.QUARANTINED
    rewrap_into(offline, folder, folder, new.wrapping_key())
    with closing(Store.open(folder, new, clock, ROOMY)) as store:
        store.memory.forget_sealed()
        store.upkeep.take_recovered(ids)
        assert store.ids_in(Delivery.QUEUED) == tuple(ids)
        assert all(store.open_sealed(id_) for id_ in ids)
        assert store.memory.roster_version("example") == 0, "the server sends it again"
        assert store.audit_break() is None


def test_a_new_machine_takes_the_lost_booth_s_place_and_another_booth_does_not(
    tmp_path: Path, clock: ManualClock
) -> None:
    offline, keys = X25519PrivateKey.generate(), BoothKeys.fresh()
    lost, fresh, busy = tmp_path / "lost", tmp_path / "fresh", tmp_path / "busy"
    ids = filled(lost, BoothKeys.fresh(), offline, clock)
    for database in lost.glob("store.db*"):
        database.unlink()  # rescued from a broken disk: the sealed files and the notes beside them
    rewrap_into(offline, lost, fresh, keys.wrapping_key())
    with closing(Store.open(fresh, keys, clock, ROOMY)) as store:
        assert store.device == (lost / "device").read_text()
        assert store.ids_in(Delivery.QUEUED) == tuple(ids)
        saved = store.save(submission(clock)).id
    (found,) = opened_with(offline, (fresh / "sealed" / f"{saved}.sealed",))
    assert found.parcel is not None, "what is saved from now on is wrapped for recovery as well"
    filled(busy, keys, offline, clock)
    with pytest.raises(KioskError) as caught:
        rewrap_into(offline, lost, busy, keys.wrapping_key())
    assert caught.value.code == "recover-other-booth"


def test_a_rebuilt_database_goes_on_wrapping_for_recovery(tmp_path: Path, clock: ManualClock) -> None:
    offline, keys = X25519PrivateKey.generate(), BoothKeys.fresh()
    filled(tmp_path, keys, offline, clock)
    for database in tmp_path.glob("store.db*"):
        database.unlink()
    with closing(Store.open(tmp_path, keys, clock, ROOMY)) as store:
        saved = store.save(submission(clock)).id
    (found,) = opened_with(offline, (tmp_path / "sealed" / f"{saved}.sealed",))
    assert found.parcel is not None


def test_what_is_no_recovery_key_or_no_store_is_said(tmp_path: Path) -> None:
    offline = X25519PrivateKey.generate()
    good = load_recovery_key(pem(offline, tmp_path / "good.pem"))
    assert good.private_bytes_raw() == offline.private_bytes_raw()
    (tmp_path / "junk").write_text("junk")
    for path in (tmp_path / "absent", tmp_path / "junk", pem(Ed25519PrivateKey.generate(), tmp_path / "ed")):
        with pytest.raises(KioskError) as caught:
            load_recovery_key(path)
        assert caught.value.code == "recovery-key-unreadable"
    with pytest.raises(KioskError) as caught:
        sealed_paths(tmp_path)
    assert caught.value.code == "recover-nothing"
