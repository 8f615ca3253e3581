"""Comparison on the real booth and a real server, with the drawn sitter: each policy, and no consent."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from kiosk.camera.replay import FolderCamera
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import HairStyle, Scene
from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.consent import give_consent
from kiosk.campaign.person import Answers
from kiosk.campaign.rules import COMPARISON, ComparePolicy, CompareRules
from kiosk.capture_code.demo import DemoCode, demo_code
from kiosk.capture_code.payload import parse_payload
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import new_enrolment_code
from kiosk.central.portrait_import import confirm_portraits, stage_portraits
from kiosk.clock import SystemClock
from kiosk.compare.comparer import SFace, YuNet
from kiosk.compare.comparison import Missing
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.verdict import Capture
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.paths import models_dir
from kiosk.photo.finished import FinishedPhoto
from kiosk.picture_file import decode_picture
from kiosk.services.build import build_kiosk
from kiosk.services.comparing import CHOSEN, CompareDesk
from kiosk.services.developing import Developer
from kiosk.services.enrolling import enrol_booth
from kiosk.services.kiosk import Kiosk
from kiosk.services.pin import hash_pin
from kiosk.session import Step
from kiosk.session import events as ev
from kiosk.session.photographing import STAFF_LOOK
from kiosk.settings import KeySettings, OperatorSettings, Settings
from kiosk.sqlite import sqlite3
from tests.leftovers import ExpectLog
from tests.services.drive import pump_until
from tests.sync.live_server import LiveServer
from tests.sync.machine import pristine

OPERATOR_PIN = "135790"
ASKED = "POST /api/v1/codes:portrait"
CAMPAIGN = replace(load_campaign("example"), compare=CompareRules(ComparePolicy.BLOCK))


@dataclass
class Booth:
    """A running booth whose server has enrolment photos: for some codes the sitter's, for some another's."""

    kiosk: Kiosk
    own: list[DemoCode]
    others: list[DemoCode]
    unknown: DemoCode
    capture: Capture | None = None

    def campaign(self, policy: ComparePolicy) -> None:
        """Let another campaign be in force; between two people, as ever."""
        self.kiosk._campaigns.current = replace(CAMPAIGN, compare=CompareRules(policy))

    def sit_down(self, code: DemoCode, agrees: bool = True) -> None:
        """From the attract page to the review page."""
        kiosk = self.kiosk
        kiosk.post(ev.Left())
        kiosk.post(ev.Started("test"))
        kiosk.post(ev.CodeRead(parse_payload(code.text)))
        kiosk.post(ev.IdentityTyped(Answers(last4=code.last4)))
        pump_until(kiosk, lambda: kiosk.state.step is Step.CONSENT)
        asked = [text.purpose for text in kiosk.campaign.asked]
        ticked = [purpose for purpose in asked if agrees or purpose != COMPARISON]
        kiosk.post(ev.ConsentGiven(give_consent(kiosk.campaign.asked, ticked, kiosk.clock.now())))
        kiosk.post(ev.Ready())
        kiosk.pump()
        self.desk._worker.submit(lambda: None).result()  # the server has answered
        self.take()

    def leave(self) -> None:
        """Go away, and nothing is known any more of a face while the booth waits for the next person."""
        self.kiosk.post(ev.Left())
        pump_until(self.kiosk, lambda: self.desk.company._track is None)

    def take(self) -> None:
        """Be photographed; the first time by the booth itself, then with the very same frame again."""
        kiosk = self.kiosk
        if self.capture is not None:
            kiosk.post(ev.Captured(self.capture))
        pump_until(kiosk, lambda: kiosk.state.step is not Step.FRAME)
        self.capture = kiosk.state.capture
        pump_until(kiosk, lambda: kiosk.state.step in (Step.REVIEW, Step.TROUBLE))
        assert kiosk.state.step is Step.REVIEW, kiosk.state.trouble

    def submit(self) -> dict[str, Any]:
        """Submit and return the manifest that was stored."""
        kiosk = self.kiosk
        kiosk.post(ev.SubmitAsked())
        pump_until(kiosk, lambda: kiosk.state.step is Step.DONE)
        assert kiosk.state.submission is not None
        manifest = kiosk._crew.store.open_sealed(kiosk.state.submission).manifest
        return dict(json.loads(manifest))

    def call_staff(self) -> None:
        """Have staff come to the review page with their PIN."""
        self.kiosk.post(ev.OperatorAsked())
        self.kiosk.post(ev.OperatorPin(OPERATOR_PIN))
        pump_until(self.kiosk, lambda: self.kiosk.state.unlocked)

    @property
    def desk(self) -> CompareDesk:
        return next(desk for desk in self.kiosk._crew.desks if isinstance(desk, CompareDesk))


@contextmanager
def running(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Booth]:
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    clock = SystemClock()
    pictures, photos, stick, card = (folder / name for name in ("pictures", "photos", "stick", "card"))
    for made in (pictures, photos, stick, card):
        made.mkdir()
    codes = [demo_code(n, clock.now()) for n in range(6)]
    own, others, unknown = codes[:2], codes[2:5], codes[5]
    look = Scene().look
    other = replace(Scene(), look=replace(look, skin=tuple(0.15 * c for c in look.skin), hair=HairStyle.LONG))
    sitter, stranger = (renderer.render(scene, (1280, 720), 1).bgr for scene in (Scene(), other))
    for path in (pictures / "sitter.png", stick / "same.png"):
        cv2.imwrite(str(path), sitter)
    cv2.imwrite(str(stick / "small.png"), cv2.resize(sitter, (128, 72), interpolation=cv2.INTER_AREA))
    cv2.imwrite(str(stick / "two.png"), np.hstack([sitter[:, 320:960], stranger[:, 320:960]]))
    cv2.imwrite(str(stick / "wall.png"), sitter[:80, :200])
    (stick / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(60))
    for people, picture in ((own, sitter), (others, stranger)):
        for code in people:
            cv2.imwrite(str(photos / f"{parse_payload(code.text).number}.jpg"), picture)
    settings = Settings(
        data_dir=folder / "booth",
        stick_roots=(stick,),
        card_reader_dir=card,
        keys=KeySettings(store="file"),
        operator=OperatorSettings(pin_hash=hash_pin(OPERATOR_PIN)),
    )
    shutil.copytree(pristine(), folder / "central")
    with LiveServer(folder / "central", clock) as server:
        with server.central.session() as db, db.begin():
            put_campaign(db, CAMPAIGN, server.central.timestamp())
        staged = stage_portraits(server.central, CAMPAIGN.id, photos, "admin")
        confirm_portraits(server.central, staged.id, "admin")
        enrol_booth(settings, clock, server.url, new_enrolment_code(server.central))
        develop_each_capture_once(monkeypatch)
        kiosk = build_kiosk(settings, clock, FolderCamera(pictures, clock, 15.0, 600.0))
        kiosk.start()
        try:
            pump_until(kiosk, lambda: kiosk.campaign.compare.on)
            yield Booth(kiosk, own, others, unknown)
        finally:
            kiosk.stop()


def develop_each_capture_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody here is photographed with one frame: what the photo pipeline made of it is made once."""
    develop, made = Developer.develop, dict[int, FinishedPhoto]()

    def once(developer: Developer, capture: Capture) -> FinishedPhoto:
        if id(capture) not in made:
            made[id(capture)] = develop(developer, capture)
        return made[id(capture)]

    monkeypatch.setattr(Developer, "develop", once)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the booth itself has logged."""
    booth = (record for record in caplog.records if record.name.startswith("kiosk"))
    return [record.getMessage() for record in booth if not record.name.startswith("kiosk.central")]


def test_a_day_with_every_policy(
    tmp_path: Path, expect_log: ExpectLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("kiosk.store.keys", "plain file")
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "urllib3")  # its calls are told of, whoever silenced them before
    measured: list[str] = []
    find, embed = YuNet.find, SFace.embed
    monkeypatch.setattr(YuNet, "find", lambda *a: measured.append("find") or find(*a))
    monkeypatch.setattr(SFace, "embed", lambda *a: measured.append("embed") or embed(*a))
    with running(tmp_path, monkeypatch) as booth:
        state = lambda: booth.kiosk.state  # noqa: E731

        # Without the consent nothing is asked, measured, loaded or stored, and staff are an equal way.
        booth.sit_down(booth.own[0], agrees=False)
        compared = state().photo.comparison
        assert (compared.result, compared.missing) == (None, Missing.NOT_AGREED)
        booth.kiosk.post(ev.SubmitAsked())
        booth.kiosk.pump()
        assert (state().step, state().notice) == (Step.REVIEW, STAFF_LOOK)
        booth.call_staff()
        assert state().waivable[0] == COMPARISON
        booth.kiosk.post(ev.PortraitAsked())
        booth.kiosk.pump()
        assert state().step is Step.WAIVER
        booth.kiosk.post(
            ev.WaiverGiven(Waiver((COMPARISON,), WaiverReason.LOOKED_AT, booth.kiosk.clock.now()))
        )
        manifest = booth.submit()
        assert "comparison" not in manifest["capture"]
        assert COMPARISON not in [consent["purpose"] for consent in manifest["consents"]]
        assert manifest["waiver"]["rules"] == [COMPARISON]
        assert measured == [] and booth.desk._portraits is None
        assert ASKED not in caplog.text  # the network: every call is in the log at this level
        assert not [
            line for line in told(caplog) if "portrait" in line or "compar" in line or "enrol" in line
        ]

        # With it the score, the model and its version go along, and nothing else.
        booth.sit_down(booth.own[1])
        assert state().photo.comparison.passed, state().photo.comparison
        enrolled = booth.desk._enrolled
        assert enrolled is not None and enrolled.template is not None
        manifest = booth.submit()
        assert set(manifest["capture"]["comparison"]) == {"score", "model", "version"}
        assert manifest["capture"]["comparison"]["score"] >= 80
        assert manifest["capture"]["comparison"]["model"] == "sface"
        assert caplog.text.count(ASKED) == 1

        # Somebody else's photo on the server: block holds, warn tells, record lets go, each with its score.
        policies = (ComparePolicy.RECORD, ComparePolicy.WARN, ComparePolicy.BLOCK)
        for policy, code in zip(policies, booth.others, strict=True):
            booth.campaign(policy)
            booth.sit_down(code)
            compared = state().photo.comparison
            assert compared.result.score < 80 and compared.policy is policy
            assert compared.told is (policy is not ComparePolicy.RECORD)
            if policy is not ComparePolicy.BLOCK:
                assert booth.submit()["capture"]["comparison"]["score"] == compared.result.score
        assert enrolled.template is None  # the person before is wiped
        booth.kiosk.post(ev.SubmitAsked())
        booth.kiosk.pump()
        assert (state().step, state().notice) == (Step.REVIEW, STAFF_LOOK)

        # Staff choose the right one on a stick, without any network.
        asked = caplog.text.count(ASKED)
        card = tmp_path / "card" / "zp.bmp"
        whole = decode_picture(state().photo.jpeg, "the photo")
        cv2.imwrite(str(card), cv2.resize(whole[: whole.shape[1] * 126 // 102], (102, 126)))
        booth.call_staff()
        booth.kiosk.post(ev.PortraitAsked())
        booth.kiosk.pump()
        pump_until(booth.kiosk, lambda: state().stick is not None)
        pictures = {picture.name: picture.id for picture in state().stick.pictures}
        for name, notice in (
            ("broken.jpg", "picture-unreadable"),
            ("wall.png", "compare-no-face"),
            ("two.png", "compare-two-faces"),
            ("small.png", "compare-face-small"),
        ):
            booth.kiosk.post(ev.PictureChosen(pictures[name]))
            pump_until(booth.kiosk, lambda notice=notice: state().notice == notice)
        assert state().step is Step.PORTRAIT
        booth.kiosk.post(ev.PictureChosen(pictures["zp.bmp"]))  # a card's photo is that small
        pump_until(booth.kiosk, lambda: state().step is Step.REVIEW)
        assert state().photo.comparison.passed
        assert not card.exists()
        booth.call_staff()
        booth.kiosk.post(ev.PortraitAsked())
        booth.kiosk.pump()
        pump_until(booth.kiosk, lambda: state().stick is not None)
        pictures = {picture.name: picture.id for picture in state().stick.pictures}
        assert "zp.bmp" not in pictures
        booth.kiosk.post(ev.PictureChosen(pictures["same.png"]))
        pump_until(booth.kiosk, lambda: state().step is Step.REVIEW)
        assert state().photo.comparison.passed and not state().unlocked
        pump_until(booth.kiosk, lambda: booth.desk.company._track is not None)
        manifest = booth.submit()
        assert manifest["capture"]["comparison"]["score"] >= 80 and "waiver" not in manifest
        assert caplog.text.count(ASKED) == asked
        with closing(sqlite3.connect(tmp_path / "booth" / "store" / "store.db")) as db:
            acted = db.execute("SELECT reason FROM audit WHERE to_state = 'acted'").fetchall()
        assert acted == [(CHOSEN,)] * 2

        # Off is off.
        booth.leave()
        booth.campaign(ComparePolicy.OFF)
        before = len(measured)
        booth.sit_down(booth.unknown)
        assert state().photo.comparison is None
        assert "comparison" not in booth.submit()["capture"]
        assert len(measured) == before
        assert not [line for line in told(caplog) if any(word in line for word in ("score", "similarity"))]
