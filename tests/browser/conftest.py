"""A real server with photos to review, and a real browser; skipped, aloud, where no Chromium is installed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kiosk.campaign.contact import TO_SCHOOL, Contact
from kiosk.central.app import create_app
from kiosk.central.central import open_central, set_up
from kiosk.central.process import CentralProcess
from kiosk.central.settings import load_central_settings
from kiosk.clock import ManualClock
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.store.manifest import build_manifest
from tests.browser.chromium import Chromium, find_chromium
from tests.central.conftest import Site
from tests.store.making import jpeg, submission

PEOPLE = 6
INSPECTION = {
    "ok": False,
    "spec": "chsi",
    "checks": [
        {"check": "eye_line", "status": "fail", "value": 330.0, "unit": "px", "limit": [200.0, 300.0]},
        {"check": "hair_top", "status": "pass", "value": 80.0, "unit": "px", "limit": [50.0, 110.0]},
    ],
}


@dataclass(frozen=True)
class Desk:
    """A reviewer's browser and the server it looks at; ``ids`` are the photos, first come first."""

    browser: Chromium
    url: str
    ids: tuple[str, ...]
    staff: str
    password: str

    def open(self, path: str) -> None:
        self.browser.open(self.url + path)

    def state(self) -> str:
        """Return the state that the photo's page shows."""
        return str(self.browser.look("document.querySelector('header .state').className.split(' ')[1]"))

    def log_in(self) -> None:
        """Fill in and send the log-in form as a person does, by keys."""
        self.browser.resize(1280, 800)
        self.open("/login")
        for name, text in (("name", self.staff), ("password", self.password)):
            self.browser.look(f"document.querySelector('[name={name}]').focus()")
            self.browser.type(text)
        self.browser.press("Enter")
        self.browser.wait_for("location.pathname === '/'")


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium is installed: the server's pages were not tested in a browser")
    data = tmp_path_factory.mktemp("server")
    first = set_up(data)
    assert first is not None
    ids = fill(data)
    profile = tmp_path_factory.mktemp("profile")
    with CentralProcess.start(data, rehearsal=True) as server, Chromium(program, profile) as browser:
        desk = Desk(browser, server.url, ids, first.staff, first.password)
        desk.log_in()
        yield desk
        assert browser.complaints == []


def fill(data: Path) -> tuple[str, ...]:
    """Deliver photos as a booth does."""
    clock = ManualClock()
    central = open_central(data, load_central_settings(), clock)
    ids = []
    try:
        with TestClient(create_app(central)) as client:
            booth = Site(central, client, clock, None).booth()  # type: ignore[arg-type]
            for number in range(PEOPLE):
                booth.seq += 1
                waiver = (
                    Waiver(("ear-left",), WaiverReason.OTHER, clock.now(), "Pflaster")
                    if number == 1
                    else None
                )
                made = submission(clock)
                made = replace(
                    made,
                    waiver=waiver,
                    inspection=json.loads(json.dumps(INSPECTION)),
                    contact=Contact(phone="13800000000", delivery=TO_SCHOOL),
                    photo=jpeg(40 * number, 480, 640),
                    original=jpeg(40 * number, 640, 480),
                    person=replace(made.person, code_raw=f"{number:016x}"),
                )
                manifest = build_manifest(made, booth.device, booth.seq, clock.now())
                blobs = {manifest["blobs"][k]["sha256"]: getattr(made, k) for k in ("photo", "original")}
                booth.put_blobs(blobs)
                assert booth.put(manifest).status_code == 201
                ids.append(str(manifest["id"]))
                clock.advance(60)
    finally:
        central.close()
    return tuple(ids)
