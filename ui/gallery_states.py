"""The states the gallery shows, made by the real parts from pictures of the virtual sitter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from kiosk.calibration.limits import load_limits
from kiosk.calibration.mounting import judge_mounting
from kiosk.calibration.record import Calibration, Part
from kiosk.calibration.shelf import Shelf
from kiosk.calibration.uprights import Upright
from kiosk.camera.frame import Frame
from kiosk.camera.grabber import DisplayFrame
from kiosk.camera.sitter.camera import SitterCamera
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import HairStyle, Light, Look, Phone, Pose, Scene
from kiosk.campaign.campaign import Campaign
from kiosk.campaign.consent import give_consent
from kiosk.campaign.identity import judge_identity
from kiosk.campaign.person import Answers
from kiosk.campaign.standing import Eligibility, History, Review, Standing
from kiosk.capture_code.demo import DemoCode, demo_code
from kiosk.capture_code.payload import parse_payload
from kiosk.capture_code.reader import CodeReader
from kiosk.capture_code.typed import typed_code
from kiosk.clock import ManualClock
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.verdict import Capture, Guide, Status
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.photo.finished import CheckStatus, FinishedPhoto
from kiosk.photo.spec import PhotoSpec
from kiosk.services.calibrating import CalibrationStatus, Calibrator
from kiosk.services.developing import Developer
from kiosk.services.framing import Framer
from kiosk.services.health import Health
from kiosk.services.ruling import rules_for
from kiosk.session.identifying import ANOTHER
from kiosk.session.parts import CodeWay
from kiosk.session.state import SessionState, Step
from ui.exhibit import Exhibit
from ui.gallery_express import express_exhibits
from ui.gallery_matching import matching_exhibits
from ui.gallery_scanning import scanning_exhibits
from ui.gallery_settling import settling_exhibits
from ui.gallery_setup import setup_exhibits
from ui.gallery_staff import staff_exhibits
from ui.gallery_trouble import trouble_exhibits
from ui.still_booth import HEALTH
from ui.view import Draft

SIZE = (1280, 720)
FRAME_S = 1 / 15


def display(frame: Frame) -> DisplayFrame:
    """Return a frame as the camera thread hands it to the screen."""
    return DisplayFrame(frame, np.asarray(cv2.cvtColor(frame.bgr, cv2.COLOR_BGR2BGRA), np.uint8))


class Studio:
    """The sitter, the guidance and the darkroom, for still states; a context manager.

    Parameters
    ----------
    models
        Folder of the model files.
    """

    def __init__(self, models: Path, campaign: Campaign, spec: PhotoSpec, clock: ManualClock) -> None:
        self._renderer = Renderer(load_face_mesh(models / "face_landmarker.task"))
        rules = rules_for(spec)
        self._framer, self._developer = Framer(models, spec, rules), Developer(models, spec, rules)
        self._campaign, self._clock, self._spec = campaign, clock, spec
        self._seq = 0

    def __enter__(self) -> Studio:
        self._framer.prepare()
        self._developer.prepare()
        return self

    def __exit__(self, *exc: object) -> None:
        self._framer.release()
        self._developer.release()

    def frame(self, scene: Scene, after_s: float = FRAME_S) -> Frame:
        """Draw the next frame."""
        self._seq += 1
        self._clock.advance(after_s)
        picture = self._renderer.render(scene, SIZE, self._seq, alpha=False).bgr
        return Frame(self._seq, self._clock.monotonic(), picture)

    def guided(
        self, scene: Scene, until_s: float, every_s: float = FRAME_S
    ) -> tuple[Frame, Guide, Capture | None]:
        """Let somebody sit like this until the shutter falls or ``until_s`` have passed."""
        guidance = self._framer.begin()
        for _ in range(round(until_s / every_s)):
            frame = self.frame(scene, every_s)
            guide, capture = guidance.step(frame)
            if capture is not None:
                break
        return frame, guide, capture

    def watched(self, scene: Scene, seconds: float, every_s: float) -> Iterator[tuple[Frame, Guide]]:
        """Yield every frame of somebody who sits like this, judged, until the shutter falls at the latest."""
        guidance = self._framer.begin()
        for _ in range(round(seconds / every_s)):
            frame = self.frame(scene, every_s)
            guide, capture = guidance.step(frame)
            if capture is not None:
                return
            yield frame, guide

    def photo(self, capture: Capture) -> FinishedPhoto:
        """Develop a capture."""
        return self._developer.develop(capture)

    def exhibits(self) -> Iterator[Exhibit]:
        """Yield every page, in the order of a session."""
        now = self._clock.monotonic()
        room = display(self.frame(Scene(present=False)))
        yield Exhibit("attract", SessionState(entered_at=now), room)
        yield from self._scanning()
        yield from self._identifying()
        yield from settling_exhibits(self._who, self._campaign, self._clock.now())
        yield from self._framing()

    def _scanning(self) -> Iterator[Exhibit]:
        code = demo_code(0, self._clock.now())
        base = SessionState(step=Step.SCAN, session="gallery")
        yield Exhibit("scan", base, display(self.frame(Scene())))
        holding = self.frame(Scene(phone=Phone(code.text)))
        seen = CodeReader().look(holding.bgr)
        yield Exhibit(
            "scan-notice", replace(base, notice="code-payment"), display(holding), sighting=seen, offline=True
        )
        yield Exhibit("typed", replace(base, way=CodeWay.TYPED), draft=Draft(code=code.number[:10]))
        yield from scanning_exhibits(
            lambda: self.frame(Scene(pose=Pose(x=0.34))),
            lambda frame: Exhibit("scan", base, display(frame)),
            code.text,
            self._campaign,
            self._clock.now(),
        )

    def _identifying(self) -> Iterator[Exhibit]:
        demo = demo_code(0, self._clock.now())
        self._who = self._person(demo)
        base = replace(self._who, step=Step.CONFIRM)
        yield Exhibit("confirm", replace(base, person=None), draft=Draft(last4=demo.last4[:2]))
        yield Exhibit("confirm-wrong", replace(base, notice="identity-wrong", person=None))
        locked = self._clock.monotonic() + 272
        yield Exhibit(
            "confirm-locked", replace(base, notice="identity-locked", locked_until=locked, person=None)
        )
        yield Exhibit("confirm-again", replace(base, notice=ANOTHER, person=None))
        opaque = replace(base, code=typed_code(demo.number), person=None)
        yield Exhibit("confirm-typed", opaque, draft=Draft(student_number="2022", field="student_number"))
        rejected = History(Review.REJECTED, "ears", "左耳被头发遮住", rejections=1)
        for name, standing in (
            ("standing-wait", None),
            ("standing-rejected", Standing(Eligibility.ELIGIBLE, rejected, photos_left=2)),
            ("standing-review", Standing(Eligibility.ALREADY_DONE, History(Review.IN_REVIEW))),
            ("standing-school", Standing(Eligibility.SCHOOL_NOT_ENABLED)),
        ):
            yield Exhibit(name, replace(base, step=Step.STANDING, standing=standing))
        yield Exhibit("declined", SessionState(step=Step.DECLINED, session="gallery"))
        ticked = frozenset(text.purpose for text in self._campaign.asked[:1])
        yield Exhibit("consent", replace(base, step=Step.CONSENT), draft=Draft(ticked=ticked))
        yield Exhibit("prepare", replace(base, step=Step.PREPARE))
        yield Exhibit("look", replace(base, step=Step.PREPARE), choosing=True)
        yield Exhibit("idle", replace(base, step=Step.PREPARE, idle_warning=True), age_s=49.0)

    def _framing(self) -> Iterator[Exhibit]:
        base = replace(self._who, step=Step.FRAME)
        ears = Look(hair=HairStyle.BOB, hair_over_left_ear=1.0, hair_over_right_ear=1.0)
        for name, scene, until_s, every_s in (
            ("frame-empty", Scene(present=False), 1.5, FRAME_S),
            ("frame-far", Scene(pose=Pose(x=0.42, scale_px=11.0, shoulder_tilt_deg=6.0)), 1.5, FRAME_S),
            ("frame-turned", Scene(pose=Pose(yaw_deg=-16.0)), 1.5, FRAME_S),
            ("frame-tilted", Scene(pose=Pose(roll_deg=9.0)), 1.5, FRAME_S),
            ("frame-ear-stuck", Scene(look=ears), 13.0, 0.5),
            ("frame-ear-manual", Scene(look=ears), 22.0, 0.5),
        ):
            frame, guide, _ = self.guided(scene, until_s, every_s)
            yield Exhibit(name, base, display(frame), guide)
        frame, guide, _ = self.guided(Scene(), 0.9)
        yield Exhibit("frame-hold", base, display(frame), guide)
        _, _, capture = self.guided(Scene(), 12.0)
        if capture is None:
            raise RuntimeError("a well-seated sitter must be photographed")
        taken = replace(base, capture=capture)
        yield Exhibit("developing", replace(taken, step=Step.DEVELOPING))
        photo = self.photo(capture)
        review = replace(taken, step=Step.REVIEW, photo=photo)
        yield Exhibit("review", review)
        yield Exhibit("review-failed", replace(review, photo=_with_faults(photo)))
        yield Exhibit("saving", replace(base, step=Step.SAVING))
        done = replace(base, step=Step.DONE, submission="019a3f70-1c2b-7d3e-8f40-5a6b7c8d9e0f")
        yield Exhibit("done-saved", done, offline=True)
        yield Exhibit("done-delivered", replace(done, delivered=True))
        yield from trouble_exhibits(base)
        yield from express_exhibits(self._who, display(self.frame(Scene())), capture, photo)
        yield from self._waiving(base, review, capture)
        staff = SessionState(step=Step.OPERATOR)
        yield Exhibit("operator-pin", replace(staff, notice="pin-wrong"), draft=Draft(pin="1357"))
        yield from staff_exhibits(replace(staff, unlocked=True), self._clock.now())
        for exhibit in self._setting_up():
            yield exhibit
        seat, guide, _ = self.guided(Scene(), 0.9)
        yield from setup_exhibits(
            SessionState(step=Step.CALIBRATE, unlocked=True),
            display(seat),
            guide,
            exhibit.calibration,
            self._campaign,
            photo,
            _with_faults(photo),
        )

    def _setting_up(self) -> Iterator[Exhibit]:
        """The booth measured step by step by the real steps, on drawn rooms."""
        staff = SessionState(step=Step.CALIBRATE, unlocked=True)
        seated, empty = Scene(pose=Pose(y=0.27)), Scene(present=False)
        dim = Scene(light=Light(azimuth_deg=60.0, elevation_deg=20.0, strength=0.95))
        yield Exhibit("calibrate", staff, display(self.frame(seated)))
        askew = judge_mounting(Upright(1.6, -4.6), 7.2, "lines", None, load_limits(), self._clock.now())
        crooked = CalibrationStatus(Calibration("sitter", mounting=askew))
        yield Exhibit("calibrate-askew", staff, display(self.frame(seated)), calibration=crooked)
        with TemporaryDirectory() as folder:
            calibrator = self._calibrator(Path(folder))
            for name, part, scene, looks, every_s in (
                ("calibrate-low", Part.MOUNTING, seated, 60, 0.2),
                ("calibrate-card", Part.LIGHT, Scene(), 5, 0.2),
                ("calibrate-light", Part.LIGHT, empty, 60, 0.2),
                ("calibrate-lamp", Part.LAMPS, dim, 60, 0.2),
                ("calibrate-somebody", Part.PLATE, Scene(), 60, 2.0),
                ("calibrate-plate", Part.PLATE, empty, 60, 0.2),
            ):
                calibrator.ask(part)
                for _ in range(looks):
                    calibrator.look(frame := self.frame(scene, every_s))
                    if calibrator.status.running is None:
                        break
                yield Exhibit(
                    name, staff, display(frame), draft=Draft(part=part), calibration=calibrator.status
                )
        set_up = replace(SessionState(step=Step.OPERATOR), unlocked=True)
        yield Exhibit("operator-set-up", set_up, calibration=calibrator.status)

    def _calibrator(self, folder: Path) -> Calibrator:
        camera = SitterCamera(self._clock)
        observe, limits = self._framer.observe, load_limits()
        return Calibrator(Shelf(folder), camera, self._clock, self._spec, limits, observe, lambda: None)

    def _waiving(self, framing: SessionState, review: SessionState, capture: Capture) -> Iterator[Exhibit]:
        rules = ("head-covering", "ear-left", "ear-right", "shoulders-level", "gaze-x", "lens-glare")
        asked = replace(framing, step=Step.WAIVER, back=Step.FRAME, waivable=rules)
        yield Exhibit("waiver-pin", replace(asked, notice="pin-wrong"), draft=Draft(pin="1357"))
        opened = replace(asked, unlocked=True)
        ticked = frozenset(rules[:3])
        chosen = Draft(waived=ticked, reason=WaiverReason.RELIGIOUS_COVERING)
        yield Exhibit("waiver", opened, draft=chosen)
        yield Exhibit(
            "waiver-other",
            opened,
            draft=Draft(waived=ticked, reason=WaiverReason.OTHER, note="BANDAGE ON EAR"),
        )
        yield Exhibit("waiver-empty", replace(opened, waivable=()))
        waiver = Waiver(("ear-left",), WaiverReason.MISSING_EAR, self._clock.now())
        verdicts = tuple(
            replace(v, status=Status.FAIL) if v.rule == "ear-left" else v for v in capture.verdicts
        )
        waived = replace(review, capture=replace(capture, verdicts=verdicts), waiver=waiver)
        yield Exhibit("review-waived", waived)
        yield from matching_exhibits(review, self._campaign, self._clock.now())

    def _person(self, demo: DemoCode) -> SessionState:
        code = parse_payload(demo.text)
        return SessionState(
            session="gallery",
            code=code,
            person=judge_identity(
                code, Answers(last4=demo.last4), self._campaign.identity, self._campaign.salt
            ),
            consents=give_consent(
                self._campaign.asked,
                {text.purpose for text in self._campaign.asked},
                self._clock.now(),
            ),
        )


def _with_faults(photo: FinishedPhoto) -> FinishedPhoto:
    """Return the photo with a report of what a bad one would fail, to see how that is told."""
    bad = {
        "yaw": CheckStatus.FAIL,
        "lips_closed": CheckStatus.FAIL,
        "hair_top": CheckStatus.FAIL,
        "eye_line": CheckStatus.FAIL,
        "ear_left_visible": CheckStatus.UNKNOWN,
    }
    beyond = {"yaw": 9.0, "hair_top": 41.0, "eye_line": 320.0}
    checks = tuple(
        replace(c, status=bad.get(c.check, c.status), value=beyond.get(c.check, c.value))
        for c in photo.inspection.checks
    )
    return replace(photo, inspection=replace(photo.inspection, checks=checks))


def health_of(exhibit: Exhibit) -> Health:
    """Return the booth's health for an exhibit: its own, else in order, or without a network."""
    if exhibit.health is not None:
        return exhibit.health
    return replace(HEALTH, link="offline", queued=3) if exhibit.offline else HEALTH
