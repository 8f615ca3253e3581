"""The disk thread: a disk that fills up stops the booth in time, and lets it go on when there is room."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from kiosk.clock import ManualClock, SystemClock
from kiosk.errors import KioskError
from kiosk.services.build import build_kiosk
from kiosk.services.campaigns import NOT_SERVED
from kiosk.services.housekeeping import Housekeeper, disk_full
from kiosk.session import SessionState, Step, advance
from kiosk.session import events as ev
from kiosk.session.state import Timing
from kiosk.settings import CameraSettings, KeySettings, Settings
from kiosk.store.scrub import Scrub
from kiosk.store.second_volume import BackupState, SecondVolume
from kiosk.store.settings import StoreSettings
from kiosk.store.store import Store
from tests.leftovers import ExpectLog
from tests.services.drive import pump_until
from tests.small_disk import small_disk
from tests.store.making import HeldKeys, submission

KIB = 1024


def keeper(
    store: Store, clock: ManualClock, events: list[ev.Event], backups: Path | None = None
) -> Housekeeper:
    volume = None if backups is None else SecondVolume(store.directory, backups, clock, 300.0)
    return Housekeeper(store, Scrub(store, clock, 86_400.0, lambda id_: False), volume, events.append, 0.01)


def test_the_screen_says_that_the_disk_is_full_and_goes_on_when_there_is_room(
    tmp_path: Path, expect_log: ExpectLog
) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        clock, events, state = ManualClock(), [], SessionState()
        limits = StoreSettings(200 * KIB, session_bytes=600 * KIB, ballast_bytes=64 * KIB)
        with closing(Store.open(disk / "store", HeldKeys(), clock, limits)) as store:
            booth = keeper(store, clock, events)
            booth.step()
            assert events == []
            filler = disk / "filler"
            filler.write_bytes(bytes(shutil.disk_usage(disk).free - 500 * KIB))
            expect_log("kiosk.services.housekeeping", "disk-full")
            booth.step()
            booth.step()
            assert [type(event) for event in events] == [ev.Fault], "told once"
            state, _ = advance(state, events.pop(), 1.0, Timing())
            assert state.step is Step.TROUBLE and state.trouble is not None
            assert state.trouble.code == "disk-full"
            assert store.save(submission(clock)).seq == 1, "who is here already is still saved"
            filler.unlink()
            booth.step()
            state, _ = advance(state, events.pop(), 2.0, Timing())
            assert state.step is Step.ATTRACT


def test_a_booth_tells_how_its_backup_stands(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("kiosk.store.second_volume", "absent")
    clock = ManualClock()
    with closing(Store.open(tmp_path / "store", HeldKeys(), clock, StoreSettings(0))) as store:
        booth = keeper(store, clock, [], tmp_path / "unplugged")
        assert store.depth().backup == "off"
        booth.step()
        assert booth.backup.state is BackupState.ABSENT
        assert store.depth().backup == "absent"


def test_one_fault_that_ends_does_not_hide_another(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("kiosk.store.keys", "plain file")
    settings = Settings(data_dir=tmp_path, keys=KeySettings("file"), camera=CameraSettings("sitter"))
    kiosk = build_kiosk(settings, SystemClock())
    memory = kiosk._crew.store.memory
    expect_log("kiosk.services.kiosk", "not served: campaign-not-served")
    memory.keep_campaigns([], '"1"', ["other"])
    kiosk.start()
    try:
        kiosk.pump()
        assert kiosk.state.trouble is not None, "a booth bound to another campaign receives nobody"
        assert kiosk.state.trouble.code == NOT_SERVED
        kiosk.post(ev.Started("somebody"))
        kiosk.pump()
        assert kiosk.state.session is None
        memory.keep_campaigns([], '"2"', ["example", "other"])
        kiosk._campaigns.renew()
        pump_until(kiosk, lambda: kiosk.state.step is Step.ATTRACT)
        lost = KioskError("camera-lost", "The camera is gone.", "Plug it in.")
        kiosk.post(ev.Fault(disk_full()))
        kiosk.post(ev.Fault(lost))
        kiosk.post(ev.FaultCleared(lost.code))
        kiosk.pump()
        assert kiosk.state.step is Step.TROUBLE and kiosk.state.trouble is not None
        assert kiosk.state.trouble.code == "disk-full"
        kiosk.post(ev.FaultCleared("disk-full"))
        pump_until(kiosk, lambda: kiosk.state.step is Step.ATTRACT)
    finally:
        kiosk.stop()


def test_express_mode_calls_nobody_for_a_campaign_that_is_not_served_any_more(
    tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.store.keys", "plain file")
    settings = Settings(data_dir=tmp_path, keys=KeySettings("file"), camera=CameraSettings("sitter"))
    kiosk = build_kiosk(settings, SystemClock())
    kiosk.start()
    try:
        kiosk.pump()
        kiosk.state = SessionState(Step.TAKEN, session="s1")
        expect_log("kiosk.services.kiosk", "not served: campaign-not-served")
        kiosk._crew.store.memory.keep_campaigns([], '"1"', ["other"])
        kiosk._campaigns.renew()
        kiosk.post(ev.Left())
        kiosk.pump()
        assert (kiosk.state.step, kiosk.state.session) == (Step.TROUBLE, None)
        assert kiosk.state.trouble is not None and kiosk.state.trouble.code == NOT_SERVED
    finally:
        kiosk.stop()
