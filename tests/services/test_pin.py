"""The operator's PIN: right, wrong, too often and over a restart, not set; everything written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.services.pin import FIRST_WAIT_S, FREE_MISSES, LONGEST_WAIT_S, PinCheck, hash_pin, wait_s
from kiosk.sqlite import sqlite3
from kiosk.store.staff import Staff
from kiosk.store.store import Store
from tests.store.making import ROOMY, HeldKeys

PIN = "4815"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def stored() -> str:
    """The PIN's hash at the least cost: a hash tells how it is checked."""
    derive = Argon2id(salt=b"of no importance", length=32, iterations=1, lanes=1, memory_cost=8)
    return derive.derive_phc_encoded(PIN.encode())


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(tmp_path, HeldKeys(), clock, ROOMY)
    yield opened
    opened.close()


def record(folder: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(folder / "store.db")) as db:
        return db.execute("SELECT subject, to_state, reason FROM audit ORDER BY n").fetchall()


def test_the_hash_is_argon2id_salted_and_does_not_show_the_pin(store: Store, clock: ManualClock) -> None:
    stored = hash_pin(PIN)
    assert stored.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert PIN not in stored.rpartition("p=1")[2]
    assert hash_pin(PIN) != stored, "every hash has its own salt"
    assert PinCheck(stored, clock, store.staff).refusal(PIN, "operator") is None


def test_entering_failing_locking_and_leaving_are_in_the_record(
    store: Store, tmp_path: Path, clock: ManualClock, stored: str
) -> None:
    check = PinCheck(stored, clock, store.staff)
    assert check.refusal("0000", "waiver") == "pin-wrong"
    assert check.refusal(PIN, "operator") is None
    check.left("operator")
    for _ in range(FREE_MISSES + 1):
        check.refusal("0000", "operator")
    assert record(tmp_path) == [
        ("staff", "denied", "waiver"),
        ("staff", "entered", "operator"),
        ("staff", "left", "operator"),
        *[("staff", "denied", "operator")] * FREE_MISSES,
        ("staff", "locked", "operator"),
    ]
    assert store.audit_break() is None
    assert "0000" not in str(record(tmp_path))


def test_misses_lock_for_growing_waits_even_for_the_right_pin(
    store: Store, clock: ManualClock, stored: str
) -> None:
    check = PinCheck(stored, clock, store.staff)
    answers = [check.refusal("0000", "operator") for _ in range(FREE_MISSES + 1)]
    assert answers == ["pin-wrong"] * FREE_MISSES + ["pin-locked"]
    for wait in (FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S):
        assert check.refusal(PIN, "operator") == "pin-locked"
        clock.advance(wait - 1)
        assert check.refusal(PIN, "operator") == "pin-locked"
        clock.advance(1)
        assert check.refusal("0000", "operator") == "pin-locked", "one guess, then a longer wait"
    clock.advance(8 * FIRST_WAIT_S)
    assert check.refusal(PIN, "operator") is None
    assert check.refusal("0000", "operator") == "pin-wrong", "the right one starts the count again"


def test_no_number_of_misses_waits_longer_than_an_hour() -> None:
    assert [wait_s(n) for n in range(FREE_MISSES + 1)] == [0.0] * (FREE_MISSES + 1)
    assert wait_s(10_000) == LONGEST_WAIT_S
    assert sum(wait_s(n) for n in range(30)) > 20 * 3600.0, "thirty guesses take most of a day"


@pytest.mark.parametrize("turned", [lambda clock: None, lambda clock: clock.advance(10 * 365 * 86_400)])
def test_a_restart_gives_no_guess_back_whatever_the_clock_says(
    tmp_path: Path, stored: str, turned: Callable[[ManualClock], None]
) -> None:
    clock = ManualClock()
    with closing(Store.open(tmp_path, HeldKeys(), clock, ROOMY)) as store:
        for _ in range(FREE_MISSES + 2):
            PinCheck(stored, clock, store.staff).refusal("0000", "operator")
            clock.advance(FIRST_WAIT_S * 64)
    turned(clock)
    with closing(Store.open(tmp_path, HeldKeys(), clock, ROOMY)) as store:
        check = PinCheck(stored, clock, store.staff)
        assert check.refusal(PIN, "operator") == "pin-locked"
        clock.advance(wait_s(store.staff.misses()))
        assert check.refusal(PIN, "operator") is None


def test_pulling_the_plug_right_after_a_guess_does_not_give_it_back(
    store: Store, clock: ManualClock, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = PinCheck(stored, clock, store.staff)

    def gone(self: PinCheck, pin: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(PinCheck, "_fits", gone)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            check.refusal("0000", "operator")
    assert store.staff.misses() == 3


def test_a_store_that_cannot_count_lets_nobody_in(
    store: Store, clock: ManualClock, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Staff) -> int:
        raise KioskError("disk-full", "Full.", "Free some.")

    monkeypatch.setattr(Staff, "count_miss", full)
    with pytest.raises(KioskError):
        PinCheck(stored, clock, store.staff).refusal(PIN, "operator")


def test_without_a_pin_nobody_gets_in(store: Store, clock: ManualClock) -> None:
    assert PinCheck(None, clock, store.staff).refusal("", "operator") == "pin-not-set"


@pytest.mark.parametrize("pin", ["", "123", "12a4", "1234567890123", "１２３４"])
def test_a_bad_pin_is_refused_when_it_is_set(pin: str) -> None:
    with pytest.raises(KioskError) as caught:
        hash_pin(pin)
    assert caught.value.code == "pin-too-short"
