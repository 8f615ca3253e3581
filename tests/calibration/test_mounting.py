"""How the camera hangs: known rolls, tilts and heights come back, from edges, sheet and person."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.calibration.mounting_step import MountingStep
from kiosk.calibration.record import Advice, Calibration, Mounting
from kiosk.calibration.sheet import TEXT, find_sheet, printable, upright_of
from kiosk.calibration.step import Found, Missed
from kiosk.calibration.uprights import FOCAL_WIDTHS, uprights
from kiosk.camera.frame import Picture
from kiosk.camera.sitter.scene import Pose, Scene, Wall
from kiosk.capture_code.payload import CodeKind, classify
from tests.calibration.conftest import NOW, Draw, Play, before

WIDTH, HEIGHT = 1280, 720


def turned(room: Picture, roll_deg: float, tilt_deg: float, focal_widths: float = FOCAL_WIDTHS) -> Picture:
    """Show a flat room as a camera turned about its lens sees it: K R K⁻¹, exact for any scene.

    ``roll_deg`` > 0 leans everything to the right, ``tilt_deg`` > 0 looks up.
    """
    focal = focal_widths * WIDTH
    lens = np.array([[focal, 0, WIDTH / 2], [0, focal, HEIGHT / 2], [0, 0, 1.0]])
    up, lean = np.radians(tilt_deg), np.radians(roll_deg)
    tilt = np.array([[1, 0, 0], [0, np.cos(up), np.sin(up)], [0, -np.sin(up), np.cos(up)]])
    roll = np.array([[np.cos(lean), -np.sin(lean), 0], [np.sin(lean), np.cos(lean), 0], [0, 0, 1.0]])
    way = lens @ roll @ tilt @ np.linalg.inv(lens)
    seen = cv2.warpPerspective(room, way, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8)


def doorway() -> Picture:
    """Return a wall with a door and a cupboard."""
    room = np.full((HEIGHT, WIDTH, 3), 205, np.uint8)
    cv2.rectangle(room, (120, -10), (330, 640), (150, 160, 170), -1)
    cv2.rectangle(room, (135, -10), (315, 625), (120, 130, 150), 4)
    cv2.rectangle(room, (980, 180), (1180, 900), (90, 110, 140), -1)
    cv2.line(room, (1080, 180), (1080, 900), (60, 70, 90), 3)
    noise = np.random.default_rng(1).normal(0, 2, room.shape)
    return np.clip(room + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("roll", "tilt"), [(0, 0), (1.2, 0), (-2.5, 3.0), (0.5, -5.0), (4.0, 6.0)])
def test_the_rooms_edges_tell_roll_and_tilt(roll: float, tilt: float) -> None:
    found = uprights(turned(doorway(), roll, tilt))
    assert found is not None
    assert found.roll_deg == pytest.approx(roll, abs=0.15)
    assert found.tilt_deg == pytest.approx(tilt, abs=0.8)


@pytest.mark.parametrize("focal_widths", [0.62, 0.96])
def test_another_lens_changes_the_tilts_size_not_its_side(focal_widths: float) -> None:
    found = uprights(turned(doorway(), 1.0, 5.0, focal_widths))
    assert found is not None
    assert found.roll_deg == pytest.approx(1.0, abs=0.2)
    assert found.tilt_deg == pytest.approx(5.0, rel=0.35)


def test_a_plain_wall_and_a_heap_of_slanting_things_have_no_upright(draw: Draw) -> None:
    assert uprights(draw(Scene(present=False))) is None
    random = np.random.default_rng(2)
    heap = np.full((HEIGHT, WIDTH, 3), 200, np.uint8)
    for _ in range(40):
        x, lean = int(random.integers(50, 1230)), int(random.integers(-60, 60))
        cv2.line(heap, (x - lean, 100), (x + lean, 620), (60, 60, 60), 3)
    assert uprights(heap) is None


def sheet_on_wall(roll: float, tilt: float) -> Picture:
    page = Image.frombytes("L", (1240, 1754), _page())
    small = page.resize((170, 240), Image.Resampling.LANCZOS)
    room = np.full((HEIGHT, WIDTH, 3), 200, np.uint8)
    room[240:480, 555:725] = np.asarray(small)[:, :, None]
    return turned(room, roll, tilt)


def _page() -> bytes:
    """The page's own picture out of the PDF, which embeds it as JPEG."""
    pdf = printable()
    begin = pdf.index(b"\xff\xd8")
    return Image.open(io.BytesIO(pdf[begin : pdf.index(b"endstream", begin)])).convert("L").tobytes()


@pytest.mark.parametrize(("roll", "tilt"), [(0, 0), (1.5, 0), (-3.0, 4.0), (2.0, -4.0)])
def test_the_printed_sheet_tells_roll_and_tilt(roll: float, tilt: float) -> None:
    sheet = find_sheet(sheet_on_wall(roll, tilt))
    assert sheet is not None
    found = upright_of(sheet, (WIDTH, HEIGHT))
    assert found.roll_deg == pytest.approx(roll, abs=0.4)
    assert found.tilt_deg == pytest.approx(tilt, abs=0.4)


def test_the_sheet_is_no_capture_code() -> None:
    assert classify(TEXT) is not CodeKind.CAPTURE


@pytest.mark.parametrize(
    ("y", "advice"), [(0.40, None), (0.25, Advice.CAMERA_LOW), (0.55, Advice.CAMERA_HIGH)]
)
def test_a_person_tells_the_cameras_height(play: Play, y: float, advice: Advice | None) -> None:
    pose = Pose(y=y)
    found = play(MountingStep(before()), Scene(pose))
    assert isinstance(found, Found)
    assert isinstance(found.record, Mounting)
    assert found.record.eyes_high_cm == pytest.approx((0.40 - y) * 720 / pose.scale_px, abs=0.8)
    assert [remark.advice for remark in found.record.remarks] == ([] if advice is None else [advice])
    assert found.record.roll_deg is None


def test_a_later_look_keeps_what_it_could_not_see(play: Play) -> None:
    room = Mounting(NOW, 1.6, 0.5, None, ("lines",))
    found = play(MountingStep(before(Calibration("sitter", mounting=room))), Scene())
    assert isinstance(found, Found)
    assert isinstance(found.record, Mounting)
    assert (found.record.roll_deg, found.record.tilt_deg, found.record.by) == (1.6, 0.5, ("lines", "person"))
    assert [remark.advice for remark in found.record.remarks] == [Advice.CAMERA_ROLLED_LEFT]


def test_an_empty_plain_room_gives_no_answer_and_says_what_is_missing(play: Play) -> None:
    assert isinstance(play(MountingStep(before()), Scene(present=False), every_s=2.0), Missed)
    found = play(MountingStep(before()), turned(doorway(), -2.0, 0.0))
    assert isinstance(found, Found)
    assert isinstance(found.record, Mounting)
    assert found.record.roll_deg == pytest.approx(-2.0, abs=0.15)
    assert [remark.advice for remark in found.record.remarks] == [Advice.CAMERA_ROLLED_RIGHT]


def test_a_shelf_of_the_drawn_room_is_level(draw: Draw) -> None:
    found = uprights(draw(Scene(present=False, wall=Wall(clutter=1.0))))
    assert found is None or abs(found.roll_deg) < 0.3
