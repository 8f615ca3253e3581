"""A live person, as the campaign wants it judged: nothing when off, noted, told of, or asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.camera.frame import Frame
from kiosk.campaign.rules import LivePerson
from kiosk.face_mesh import load_face_mesh
from kiosk.geometry import Box
from kiosk.guidance.verdict import Capture, Guide, ShutterPhase, ShutterState, Status, Target
from kiosk.paths import models_dir
from kiosk.photo.finished import Check, CheckStatus, FinishedPhoto, Inspection
from kiosk.services.liveness import CHECK, LiveDesk
from kiosk.services.submitting import capture_as_data
from kiosk.vision.observation import Observation

PHOTO = FinishedPhoto(
    "chsi", b"", Box(0, 0, 480, 640), 1.0, Inspection("chsi", (Check("size", CheckStatus.PASS, 1, "px"),))
)
TARGET = Target(Box(0, 0, 480, 640), Box(100, 100, 200, 250), 200, 500)


class _Guided:
    """Guidance of a head that turns from −``reach_deg`` to ``reach_deg``; the last frame is the capture."""

    def __init__(self, reach_deg: float, frames: int) -> None:
        self._head = load_face_mesh(models_dir() / "face_landmarker.task").vertices
        self._turns = np.linspace(-reach_deg, reach_deg, frames)
        self._next = 0

    def step(self, frame: Frame) -> tuple[Guide, Capture | None]:
        seen = Observation(
            frame.seq, frame.taken_at, 1280, 720, {}, landmarks=self._landmarks(self._turns[self._next])
        )
        self._next += 1
        guide = Guide(seen, (), None, ShutterState(ShutterPhase.GUIDING), TARGET)
        last = self._next == len(self._turns)
        return guide, Capture(frame, seen, (), manual=False) if last else None

    def take_manually(self) -> None:
        self._next = len(self._turns) - 1

    def _landmarks(self, yaw_deg: float) -> NDArray[np.float32]:
        yaw = np.radians(yaw_deg)
        turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
        face = self._head @ turn.T * (16, -16, -16) + (640, 300, 0)
        return np.vstack([face, np.zeros((10, 3))]).astype(np.float32)


def captured(policy: LivePerson, reach_deg: float, frames: int = 80) -> tuple[LiveDesk, Capture]:
    desk = LiveDesk(models_dir(), lambda: policy)
    guiding = desk.watching(_Guided(reach_deg, frames))
    plain = np.full((720, 1280, 3), 160, np.uint8)
    capture = None
    for at in range(frames):
        assert capture is None
        _, capture = guiding.step(Frame(at, at / 10, plain))
    assert capture is not None
    return desk, capture


def test_nothing_is_looked_at_where_no_campaign_asks() -> None:
    desk = LiveDesk(models_dir() / "nowhere", lambda: LivePerson.OFF)
    guiding = _Guided(12, 30)
    assert desk.watching(guiding) is guiding
    _, capture = captured(LivePerson.OFF, 12)
    assert capture.live is None
    assert desk.checked(PHOTO, capture) is PHOTO
    assert "live" not in capture_as_data(capture, PHOTO, "sitter")


def test_what_is_recorded_goes_with_the_capture_only() -> None:
    desk, capture = captured(LivePerson.RECORD, 12)
    assert capture.live is not None
    assert capture.live.status is Status.PASS
    assert desk.checked(PHOTO, capture) is PHOTO
    told = capture_as_data(capture, PHOTO, "sitter")["live"]
    assert told == {"status": "pass", "probability": capture.live.value}
    assert capture.failed_rules == ()


@pytest.mark.parametrize(
    ("policy", "reach_deg", "status", "ok"),
    [
        (LivePerson.WARN, 12, CheckStatus.PASS, True),
        (LivePerson.WARN, 0, CheckStatus.FAIL, True),
        (LivePerson.BLOCK, 12, CheckStatus.PASS, True),
        (LivePerson.BLOCK, 0, CheckStatus.FAIL, False),
    ],
)
def test_the_policy_says_what_a_picture_costs(
    policy: LivePerson, reach_deg: float, status: CheckStatus, ok: bool
) -> None:
    desk, capture = captured(policy, reach_deg)
    photo = desk.developing(lambda _: PHOTO)(capture)
    check = photo.inspection.checks[-1]
    assert (check.check, check.status) == (CHECK, status)
    assert photo.inspection.ok is ok
    assert photo.inspection.checks[:-1] == PHOTO.inspection.checks


def test_too_short_a_look_is_not_known_and_fails_nobody() -> None:
    desk, capture = captured(LivePerson.BLOCK, 0, frames=12)
    photo = desk.checked(PHOTO, capture)
    assert photo.inspection.checks[-1].status is CheckStatus.UNKNOWN
    assert photo.inspection.checks[-1].value is None
    assert photo.inspection.ok


def test_a_photo_from_a_file_was_not_watched() -> None:
    desk, capture = captured(LivePerson.BLOCK, 12)
    assert desk.checked(PHOTO, replace(capture, live=None)) is PHOTO
