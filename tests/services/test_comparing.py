"""Comparison on the real booth and a real server, with the drawn sitter: each policy, and no consent."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
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
from kiosk.central.central import open_central
from kiosk.central.portrait_import import confirm_portraits, stage_portraits
from kiosk.central.settings import load_central_settings
from kiosk.clock import SystemClock
from kiosk.compare.comparer import SFace, YuNet
from kiosk.compare.comparison import Missing
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.verdict import Capture
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.paths import models_dir
from kiosk.services.build import build_kiosk
from kiosk.services.comparing import CompareDesk
from kiosk.services.kiosk import Kiosk
from kiosk.services.rehearsal import OPERATOR_PIN, Rehearsal
from kiosk.session import Step
from kiosk.session import events as ev
from kiosk.session.photographing import STAFF_LOOK
from kiosk.settings import Settings
from tests.leftovers import ExpectLog
from tests.services.drive import pump_until

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

    @property
    def desk(self) -> CompareDesk:
        return next(desk for desk in self.kiosk._crew.desks if isinstance(desk, CompareDesk))


@contextmanager
def running(folder: Path) -> Iterator[Booth]:
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    clock, pictures, photos = SystemClock(), folder / "pictures", folder / "photos"
    pictures.mkdir()
    photos.mkdir()
    cv2.imwrite(str(pictures / "sitter.png"), renderer.render(Scene(), (1280, 720), 1).bgr)
    codes = [demo_code(n, clock.now()) for n in range(5)]
    own, others, unknown = codes[:2], codes[2:4], codes[4]
    look = Scene().look
    other = replace(Scene(), look=replace(look, skin=tuple(0.15 * c for c in look.skin), hair=HairStyle.LONG))
    for people, scene in ((own, Scene()), (others, other)):
        enrolled = renderer.render(scene, (1280, 720), 2).bgr
        for code in people:
            cv2.imwrite(str(photos / f"{parse_payload(code.text).number}.jpg"), enrolled)
    with Rehearsal(folder, Settings(), clock) as rehearsal:
        central = open_central(folder / "central", load_central_settings(), clock)
        try:
            with central.session() as db, db.begin():
                put_campaign(db, CAMPAIGN, central.timestamp())
            staged = stage_portraits(central, CAMPAIGN.id, photos, "admin")
            confirm_portraits(central, staged.id, "admin")
        finally:
            central.close()
        kiosk = build_kiosk(rehearsal.settings, clock, FolderCamera(pictures, clock, 15.0, 600.0))
        kiosk.start()
        try:
            pump_until(kiosk, lambda: kiosk.campaign.compare.on)
            yield Booth(kiosk, own, others, unknown)
        finally:
            kiosk.stop()


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the program itself has logged."""
    return [record.getMessage() for record in caplog.records if record.name.startswith("kiosk")]


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
    with running(tmp_path) as booth:
        state = lambda: booth.kiosk.state  # noqa: E731

        # Without the consent nothing is asked, measured, loaded or stored, and staff are an equal way.
        booth.sit_down(booth.own[0], agrees=False)
        compared = state().photo.comparison
        assert (compared.result, compared.missing) == (None, Missing.NOT_AGREED)
        booth.kiosk.post(ev.SubmitAsked())
        booth.kiosk.pump()
        assert (state().step, state().notice) == (Step.REVIEW, STAFF_LOOK)
        booth.kiosk.post(ev.OperatorAsked())
        booth.kiosk.pump()
        assert state().waivable[0] == COMPARISON
        booth.kiosk.post(ev.OperatorPin(OPERATOR_PIN))
        pump_until(booth.kiosk, lambda: state().unlocked)
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

        # Somebody else's photo on the server: block holds, record lets go, each with its score.
        for policy, code in zip((ComparePolicy.BLOCK, ComparePolicy.RECORD), booth.others, strict=True):
            booth.campaign(policy)
            booth.sit_down(code)
            compared = state().photo.comparison
            assert compared.result.score < 80 and compared.policy is policy
            booth.kiosk.post(ev.SubmitAsked())
            booth.kiosk.pump()
            held = policy is ComparePolicy.BLOCK
            assert (state().step is Step.REVIEW) is held
            pump_until(booth.kiosk, lambda held=held: held or state().step is Step.DONE)
        assert enrolled.template is None  # the person before is wiped

        # Off is off.
        booth.campaign(ComparePolicy.OFF)
        before = len(measured)
        booth.sit_down(booth.unknown)
        assert state().photo.comparison is None
        assert "comparison" not in booth.submit()["capture"]
        assert len(measured) == before
        assert not [line for line in told(caplog) if any(word in line for word in ("score", "similarity"))]
