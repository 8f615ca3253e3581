"""One booth with its screen and one central server, and a person, staff and a phone who use them."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.campaign.digests import person_key
from kiosk.campaign.rules import (
    Asked,
    Choice,
    ContactRules,
    Fee,
    FeeProvider,
    IdentityField,
    IdentityRules,
    Service,
)  # fmt: skip
from kiosk.campaign.text import Text
from kiosk.capture_code.demo import NAMES, DemoCode, demo_code
from kiosk.capture_code.payload import parse_payload
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import Central, FirstSecrets, new_enrolment_code, open_central, set_up
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import Submission
from kiosk.clock import SystemClock
from kiosk.services.build import build_kiosk, open_keys, open_store
from kiosk.services.enrolling import enrol_booth
from kiosk.services.kiosk import Kiosk
from kiosk.settings import KeySettings, Settings
from kiosk.store.stored import PhotoCount
from kiosk.store.uuid7 import new_uuid7
from kiosk.sync.credentials import Credentials
from kiosk.sync.directory import Directory
from kiosk.sync.outcome import Meaning
from kiosk.sync.settings import load_sync_settings
from tests.central.mailbox_server import MailServer
from tests.peers.staff import Staff
from tests.peers.stage import StageCamera
from ui.app import chinese_font
from ui.bridge import Bridge
from ui.gallery import settle
from ui.shell import Shell
from ui.texts import Language, load_texts

PHONE, HOURS = "010-0000 0000", Text("工作日 8:30–17:00", "Weekdays 8:30–17:00")
OWN_WORDS = Text("请带学生证", "Please bring your student card")
AMOUNT_FEN = 1500
STOP_TIMEOUT_S = 15


def campaign() -> Campaign:
    """Return the example with everything that the five services have switched on."""
    example = load_campaign("example")
    return replace(
        example,
        school_code="00000",
        feature_code="abc123",
        salt="5a" * 16,
        categories=(Choice("regular", Text("普通高等教育", "Regular education"), ("普通全日制",)),),
        identity=IdentityRules(tuple(IdentityField)),
        contact=ContactRules(Asked.REQUIRED, Asked.OPTIONAL, Asked.REQUIRED),
        fee=Fee(FeeProvider.SANDBOX, AMOUNT_FEN),
        steps=replace(example.steps, studio_file=True),
        service=Service(example.service.office, HOURS, PHONE, OWN_WORDS),
    )


@dataclass(frozen=True)
class Student:
    """An invented person: the code, and what they know besides."""

    code: DemoCode
    name: str

    @property
    def email(self) -> str:
        return f"s{self.code.student_number}@example.com"


def student(number: int) -> Student:
    """Return one by number; every number is somebody else."""
    masked = NAMES[number % len(NAMES)]
    return Student(demo_code(number, datetime.now(UTC)), masked.replace("*", "某"))


def changed(code: DemoCode, **fields: str) -> str:
    """Return the code's text with other values in its record."""
    record = json.loads(base64.b64decode(code.text))
    return base64.b64encode(json.dumps(record | fields, ensure_ascii=False).encode()).decode()


@dataclass
class Place:
    """Everything that runs."""

    kiosk: Kiosk
    shell: Shell
    camera: StageCamera
    stick: Path
    url: str
    staff: Staff
    mail: MailServer
    inside: Central
    """The running server's own data, to look and to act as its administrator."""

    def manifest(self, submission: str) -> dict[str, Any]:
        """Return what the server holds of a submission."""
        with self.inside.session() as db:
            return dict(json.loads(db.get_one(Submission, submission).manifest or "{}"))

    def blob(self, submission: str, which: str) -> bytes:
        """Return the bytes of its ``photo`` or its ``original`` as they were delivered."""
        data = self.inside.blobs.get(self.manifest(submission)["blobs"][which]["sha256"])
        assert data is not None
        return data

    def put_on_stick(self, name: str, data: bytes) -> None:
        """Plug in a stick with one picture on it, and a text."""
        shutil.rmtree(self.stick, ignore_errors=True)
        self.stick.mkdir()
        (self.stick / name).write_bytes(data)
        (self.stick / "notes.txt").write_text("nobody's business")

    def count_elsewhere(self, who: Student, photos: int, at: datetime) -> None:
        """Have another booth, newly enrolled, tell the server of photos made there from ``at`` on."""
        clock = SystemClock()
        settings = Settings(data_dir=self.stick.parent / "another-booth", keys=KeySettings("file"))
        enrol_booth(settings, clock, self.url, new_enrolment_code(self.inside))
        store = open_store(settings, open_keys(settings), clock)
        try:
            credentials = Credentials.kept(store.secrets)
        finally:
            store.close()
        assert credentials is not None
        known = person_key(campaign().salt, parse_payload(who.code.text))
        times = [at + timedelta(minutes=nth) for nth in range(photos)]
        counts = [PhotoCount(new_uuid7(clock), campaign().id, known, time) for time in times]
        outcome = Directory(credentials, load_sync_settings()).tell_photos(counts)
        assert outcome.meaning is Meaning.DONE


@contextmanager
def opened_place(folder: Path) -> Iterator[Place]:
    """Set up a server and a booth below ``folder``, enrol the booth, open the window."""
    with ExitStack() as stack:
        mail = stack.enter_context(MailServer())
        first, inside = stack.enter_context(_set_up(folder / "central"))
        url = stack.enter_context(_serving(folder / "central", mail.port))
        stick = folder / "stick"
        settings = Settings(data_dir=folder / "booth", stick_roots=(stick,), keys=KeySettings("file"))
        clock = SystemClock()
        enrol_booth(settings, clock, url, new_enrolment_code(inside))
        camera = StageCamera(clock)
        kiosk = build_kiosk(settings, clock, camera)
        shell = Shell(kiosk, load_texts(Language.ZH), chinese_font())
        bridge = Bridge(kiosk)
        bridge.refreshed.connect(shell.refresh)
        stack.callback(settle)
        stack.callback(shell.deleteLater)
        stack.callback(shell.close)
        stack.callback(kiosk.stop)
        stack.callback(shell.close_down)
        stack.callback(bridge.stop)
        kiosk.start()
        bridge.start()
        shell.resize(1280, 800)
        shell.show()
        staff = Staff(url, first.staff, first.password)
        stack.callback(staff.close)
        yield Place(kiosk, shell, camera, stick, url, staff, mail, inside)


@contextmanager
def _set_up(folder: Path) -> Iterator[tuple[FirstSecrets, Central]]:
    """Make the server's folder with the campaign in it; yield its first log-in and its data."""
    first = set_up(folder)
    assert first is not None
    central = open_central(folder, load_central_settings(), SystemClock())
    with central.session() as db, db.begin():
        put_campaign(db, campaign(), central.timestamp())
    try:
        yield first, central
    finally:
        central.close()


@contextmanager
def _serving(folder: Path, mail_port: int) -> Iterator[str]:
    """Run the server in a process of its own; yield its address."""
    words = [sys.executable, "-m", "tests.peers.server", str(folder), "--mail-port", str(mail_port)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdin is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()
            process.wait(STOP_TIMEOUT_S)


def send_from_phone(url: str, form: dict[str, str], picture: bytes | None = None) -> None:
    """Fill in a page of the server on the student's own phone."""
    files = None if picture is None else {"picture": ("code.png", picture, "image/png")}
    with requests.Session() as phone:
        phone.trust_env = False
        assert phone.get(url, timeout=20).status_code == 200
        answer = phone.post(url, data=form, files=files, timeout=20)
    assert answer.status_code == 200, answer.text
