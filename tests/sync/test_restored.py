"""A server that is lost and restored from an old backup, with a real booth before and after."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from kiosk.central.backup import back_up, pass_on_withdrawals
from kiosk.central.central import new_enrolment_code, open_central
from kiosk.central.checking import check
from kiosk.central.erasure import withdraw
from kiosk.central.process import CentralProcess
from kiosk.central.restore import choose, restore
from kiosk.central.sealed_keys import open_keys
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import Submission
from kiosk.clock import ManualClock, SystemClock
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.enrolment import enrol
from tests import leftovers
from tests.store.making import ROOMY, HeldKeys, submission
from tests.sync.conftest import QUICK

PASSPHRASE = "four words or five"
PATIENT = replace(QUICK, read_timeout_s=10.0, total_deadline_s=20.0)


def test_nothing_is_lost_and_nobody_comes_back(tmp_path: Path, expect_log: leftovers.ExpectLog) -> None:
    data, folder, clock = tmp_path / "data", tmp_path / "backups", ManualClock()
    settings = load_central_settings()
    with CentralProcess.start(data) as server:
        central = open_central(data, settings, SystemClock())
        store = Store.open(tmp_path / "booth", HeldKeys(), clock, ROOMY)
        enrolled = enrol(
            server.url, new_enrolment_code(central), store.device, HeldKeys().identity(), PATIENT
        )
        client = CentralClient(enrolled.credentials, PATIENT)
        courier = Courier(
            store, [client], PATIENT, clock, lambda: 0.5, lambda id_, receipt: None, lambda: False
        )
        before, erased, withdrawn = (store.save(submission(clock, shade)).id for shade in (1, 2, 3))
        courier.step()
        made = back_up(central, folder, 3, data, PASSPHRASE)  # while it serves
        assert made.snapshot.manifest.submissions == 3

        after = store.save(submission(clock, 4)).id
        courier.step()
        withdraw(central, erased, "admin")
        store.withdraw(withdrawn, "asked")
        courier.step()
        assert store.state(withdrawn) is Delivery.PURGED
        pass_on_withdrawals(central, folder)
        assert {store.state(id_) for id_ in (before, after)} == {Delivery.ACCEPTED}

        server.kill()
        central.close()
        shutil.rmtree(data)
        chosen = choose(folder, None)
        keys = open_keys((chosen.folder / (chosen.manifest.keys or "")).read_bytes(), PASSPHRASE)
        restore(folder, chosen, data, keys, SystemClock().now().isoformat(), settings)
        server.restart()

        expect_log("kiosk.sync.retention", "sent again")
        for _ in range(3):
            clock.advance(PATIENT.reconcile_s)
            courier.resume()
            courier.step()
        assert store.counts()[Delivery.ACCEPTED] == 2
        assert store.state(erased) is Delivery.PURGED
        assert store.audit_break() is None
        central = open_central(data, settings, SystemClock())
        with central.session() as db:
            reviews = {row.id: row.review for row in db.query(Submission)}
        assert [finding for finding in check(central, data) if finding.wrong] == []
        central.close()
        store.close()
    assert reviews == {
        before: "received", after: "received", erased: "erased", withdrawn: "erased",
    }  # fmt: skip


def test_the_booth_sends_nothing_to_a_server_with_other_keys(tmp_path: Path) -> None:
    """A server set up anew instead of restored is another server: nothing is delivered, nothing purged."""
    data, clock = tmp_path / "data", ManualClock()
    with CentralProcess.start(data) as server:
        central = open_central(data, load_central_settings(), SystemClock())
        store = Store.open(tmp_path / "booth", HeldKeys(), clock, ROOMY)
        enrolled = enrol(
            server.url, new_enrolment_code(central), store.device, HeldKeys().identity(), PATIENT
        )
        central.close()
        server.kill()
        shutil.rmtree(data)
        server.restart()
        saved = store.save(submission(clock)).id
        client = CentralClient(enrolled.credentials, PATIENT)
        Courier(store, [client], PATIENT, clock, lambda: 0.5, lambda id_, receipt: None, lambda: False).step()
        assert store.state(saved) is Delivery.QUEUED
        store.close()
