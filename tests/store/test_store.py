"""Saving, queueing, changing state, purging."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.sqlite import durable_pragmas, read_only, sqlite3
from kiosk.store.ledger import ALLOWED, WrongState
from kiosk.store.settings import StoreSettings, load_store_settings
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests.store.making import CODE, LAST4, NAME, ROOMY, STUDENT_NUMBER, HeldKeys, submission

RECEIPT = {"submission": "x", "signature": "y"}


def files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


def test_a_saved_submission_comes_back_bit_by_bit(store: Store, clock: ManualClock) -> None:
    given = submission(clock)
    saved = store.save(given)
    parcel = store.open_sealed(given.id)
    manifest = json.loads(parcel.manifest)
    assert (saved.id, saved.seq, saved.fingerprint) == (given.id, 1, parcel.fingerprint)
    assert list(parcel.blobs.values()) == [given.photo, given.original]
    assert parcel.consents == ("capture", "privacy")
    assert (manifest["device"], manifest["seq"]) == (store.device, 1)
    assert manifest["person"]["name_masked"] == NAME
    assert manifest["inspection"]["checks"][0]["value"] == 250.5


def test_a_waiver_is_sealed_with_its_photo_and_bound_in_the_audit_log(
    tmp_path: Path, store: Store, clock: ManualClock
) -> None:
    waiver = Waiver(("ear-left",), WaiverReason.OTHER, clock.now(), note="bandage")
    given = replace(submission(clock), waiver=waiver)
    store.save(given)
    plain = submission(clock)
    store.save(plain)
    parcel = store.open_sealed(given.id)
    told = json.loads(parcel.manifest)["waiver"]
    assert told == {
        "rules": ["ear-left"],
        "reason": "other",
        "given_at": clock.now().isoformat(timespec="milliseconds"),
        "note": "bandage",
        "role": "operator",
    }
    assert "waiver" not in json.loads(store.open_sealed(plain.id).manifest)
    with closing(sqlite3.connect(tmp_path / "store" / "store.db")) as raw:
        bound = raw.execute("SELECT subject, reason FROM audit WHERE reason LIKE 'waived %'").fetchall()
    assert bound == [(given.id, f"waived {parcel.fingerprint}")]
    assert store.audit_break() is None
    # Why somebody was let off is as private as a name.
    content = b"".join(path.read_bytes() for path in files(tmp_path))
    assert b"bandage" not in content
    assert b"ear-left" not in content


def test_numbers_follow_without_gaps_and_a_failed_save_takes_none(store: Store, clock: ManualClock) -> None:
    store.save(submission(clock))
    with pytest.raises(KioskError) as error:
        store.save(submission(clock, consents=()))
    assert error.value.code == "consent-missing"
    with pytest.raises(KioskError) as error:
        store.save(replace(submission(clock), photo=submission(clock).photo[:200]))
    assert error.value.code == "photo-damaged"
    assert store.save(submission(clock)).seq == 2
    assert store.counts()[Delivery.QUEUED] == 2


def test_no_personal_data_in_plain_in_any_file(tmp_path: Path, store: Store, clock: ManualClock) -> None:
    given = submission(clock)
    store.save(given)
    store.secrets.put("central", f"token of {NAME}".encode())
    content = b"".join(path.read_bytes() for path in files(tmp_path))
    assert given.id.encode() in content  # the search does find what is in plain
    for secret in (NAME, STUDENT_NUMBER, LAST4, CODE):
        assert secret.encode() not in content
    assert given.photo[100:140] not in content


def test_only_one_kiosk_at_a_time(tmp_path: Path, store: Store, clock: ManualClock) -> None:
    with pytest.raises(KioskError) as error:
        Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY)
    assert error.value.code == "store-locked"


def test_a_nearly_full_disk_refuses_before_anything_is_written(tmp_path: Path, clock: ManualClock) -> None:
    with closing(Store.open(tmp_path / "s", HeldKeys(), clock, StoreSettings(reserve_bytes=1 << 62))) as full:
        before = files(tmp_path / "s")
        with pytest.raises(KioskError) as error:
            full.save(submission(clock))
        assert error.value.code == "disk-full"
        assert files(tmp_path / "s") == before
        assert full.counts()[Delivery.QUEUED] == 0


def test_shipped_settings_are_valid() -> None:
    assert load_store_settings().reserve_bytes > 0


def test_waits_are_kept_and_end_by_the_clock(tmp_path: Path, store: Store, clock: ManualClock) -> None:
    first, second = (store.save(submission(clock, shade)) for shade in (1, 2))
    store.lease(first.id)
    assert [w.id for w in store.due(clock.now())] == [second.id]
    store.postpone(first.id, 8.0, "http-503")
    assert [w.id for w in store.due(clock.now())] == [second.id]
    store.close()
    again = Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY)
    clock.advance(7.9)
    assert [w.id for w in again.due(clock.now())] == [second.id]
    clock.advance(0.2)
    assert [(w.id, w.attempts) for w in again.due(clock.now())] == [(first.id, 1), (second.id, 0)]
    again.close()


def test_a_clock_set_back_holds_nothing_up(store: Store, clock: ManualClock) -> None:
    saved = store.save(submission(clock))
    store.lease(saved.id)
    store.postpone(saved.id, 300.0, "http-503")
    ten_years_ago = ManualClock(-315_000_000.0)
    before_the_wait_began = ten_years_ago.now().replace(year=2015)
    assert store.due(clock.now()) == ()
    assert [w.id for w in store.due(before_the_wait_began)] == [saved.id]
    assert store.next_due_s(before_the_wait_began) == 0


def test_every_change_outside_the_table_is_refused(store: Store, clock: ManualClock) -> None:
    saved = store.save(submission(clock))
    for to in set(Delivery) - ALLOWED[Delivery.QUEUED]:
        with pytest.raises(WrongState):
            store.transition(saved.id, Delivery.QUEUED, to, "test")
    with pytest.raises(WrongState):
        store.transition(saved.id, Delivery.SENDING, Delivery.QUEUED, "not its state")
    assert store.state(saved.id) is Delivery.QUEUED


def test_purging_destroys_the_photo_and_keeps_the_receipt(
    tmp_path: Path, store: Store, clock: ManualClock
) -> None:
    saved = store.save(submission(clock))
    with pytest.raises(WrongState):
        store.purge(saved.id, "too early")
    store.lease(saved.id)
    store.accept(saved.id, RECEIPT)
    store.purge(saved.id, "retention")
    assert not list((tmp_path / "store" / "sealed").iterdir())
    assert store.state(saved.id) is Delivery.PURGED
    assert store.receipt(saved.id) == RECEIPT
    assert store.save(submission(clock)).seq == 2


def test_the_audit_log_shows_any_altered_removed_or_reordered_row(
    tmp_path: Path, store: Store, clock: ManualClock
) -> None:
    saved = store.save(submission(clock))
    store.lease(saved.id)
    store.accept(saved.id, RECEIPT)
    assert store.audit_break() is None
    head = store.depth().audit_head
    attacks = {
        1: "UPDATE audit SET reason = 'nothing' WHERE n = 1",
        2: "DELETE FROM audit WHERE n = 2",
        3: "UPDATE audit SET to_state = 'purged' WHERE n = 3",
    }
    store.close()
    database = tmp_path / "store" / "store.db"
    original = database.read_bytes()
    for expected, attack in attacks.items():
        database.write_bytes(original)
        with closing(sqlite3.connect(database)) as raw, raw:
            raw.execute(attack)
        with closing(Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY)) as again:
            assert again.audit_break() == expected
    database.write_bytes(original)
    with closing(sqlite3.connect(database)) as raw, raw:
        raw.execute("DELETE FROM audit WHERE n = 3")  # only who kept the head can tell
    with closing(Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY)) as again:
        assert again.audit_break() is None
        assert again.depth().audit_head != head


@pytest.mark.skipif(durable_pragmas()[0] != "WAL", reason="of this SQLite's journal readers hold up writers")
def test_what_was_purged_and_forgotten_has_no_trace_in_any_file(
    tmp_path: Path, store: Store, clock: ManualClock
) -> None:
    """A purge cuts the write-ahead log; also beside somebody who reads, as soon as they have ended."""
    key = "ab" * 32
    saved = store.save(replace(submission(clock), person_key=key))
    store.lease(saved.id)
    store.accept(saved.id, {"submission": saved.id})

    def traces() -> bool:
        return any(key.encode() in path.read_bytes() for path in (tmp_path / "store").glob("store.db*"))

    assert traces(), "whose it is was never written: this test proves nothing"
    with closing(read_only(tmp_path / "store" / "store.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM visit").fetchall()
        store.memory.forget_visit(saved.id)  # waits for nobody
        assert store.memory.submissions("example", key) == ()
    store.purge(saved.id, "test")
    assert not traces()
