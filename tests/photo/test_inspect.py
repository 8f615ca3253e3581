"""The inspection reports what the file holds: faults fail, doubts stay unknown."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kiosk.camera.frame import Frame
from kiosk.errors import KioskError
from kiosk.geometry import Box, Point
from kiosk.guidance.verdict import Limit
from kiosk.photo.checks.geometry import geometry_checks
from kiosk.photo.checks.judged import judged
from kiosk.photo.checks.person import PERSON_CHECKS
from kiosk.photo.finished import CheckStatus, Inspection
from kiosk.photo.inspect import inspect_photo
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_for
from kiosk.vision.observation import HeadGeometry, Measure, Observation
from tests.guidance import made

SPEC = load_spec("chsi")
LIMITS = rules_for(SPEC).limits()
HEAD = HeadGeometry(Point(190, 250), Point(290, 250), Point(240, 450), 80.0, 120.0, 360.0)
GOOD = {name: value for name, value in made.GOOD.items() if value is not None} | {
    "yaw_deg": 1.0, "pitch_deg": 2.0, "roll_deg": -1.0, "eye_open_left": 0.3, "eye_open_right": 0.3,
    "lip_gap": 0.0, "ear_left_visible": 1.0, "ear_right_visible": 1.0,
}  # fmt: skip


@dataclass
class Scripted:
    """An observer that says what the test wants it to have seen."""

    head: HeadGeometry | None = HEAD
    faces: int = 1
    values: dict[str, float] | None = None
    hair_to_top: bool = False

    def observe(self, frame: Frame, *, near: bool = True) -> Observation:
        mask = np.zeros((64, 48), np.float32)
        mask[0 if self.hair_to_top else 8 :, 10:38] = 1.0
        values = GOOD if self.values is None else self.values
        return Observation(
            frame.seq, frame.taken_at, frame.width, frame.height,
            {name: Measure(value, "") for name, value in values.items()},
            head=self.head, faces=(Box(120, 100, 240, 350),) * self.faces, mask=mask,
        )  # fmt: skip


def photo(colour: tuple[int, int, int] = (100, 197, 255), **options: Any) -> bytes:
    """Return a JPEG of a noisy figure over ``colour``, saved as a good photo is unless told otherwise."""
    rgb = np.full((640, 480, 3), colour, np.uint8)
    noise = np.random.default_rng(5).normal(0, 11, (560, 280, 3))
    rgb[80:, 100:380] = np.clip(130 + noise, 0, 255)
    stream = io.BytesIO()
    Image.fromarray(rgb).save(stream, **{"format": "JPEG", "quality": 80, "dpi": (300, 300)} | options)
    return stream.getvalue()


def statuses(report: Inspection) -> dict[str, str]:
    return {check.check: check.status.value for check in report.checks}


def test_a_good_photo_passes_everything() -> None:
    report = inspect_photo(photo(), SPEC, LIMITS, Scripted())
    # The scripted observer has no mesh, so cheeks cannot be found.
    assert {name for name, status in statuses(report).items() if status != "pass"} == {"skin_grain"}
    assert report.ok


@pytest.mark.parametrize(
    ("data", "failing"),
    [
        (photo(dpi=(72, 72)), {"dpi"}),
        (photo(dpi=(0, 0)), {"dpi"}),
        (photo(quality=40), {"quality", "file_size", "compression"}),
        (photo(quality=100, subsampling=0), {"file_size"}),
        (photo(exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00"), {"metadata"}),
        (photo(colour=(100, 160, 255)), {"background_colour"}),
    ],
)
def test_a_fault_of_the_file_is_named_and_fails_the_photo(data: bytes, failing: set[str]) -> None:
    report = inspect_photo(data, SPEC, LIMITS, Scripted())
    assert {name for name, status in statuses(report).items() if status == "fail"} == failing
    assert not report.ok


def test_all_three_allowed_colours_pass_and_a_gradient_does_not() -> None:
    for colour in SPEC.background.colours.values():
        assert statuses(inspect_photo(photo(colour), SPEC, LIMITS, Scripted()))["background_colour"] == "pass"
    rgb = np.full((640, 480, 3), (100, 197, 255), np.float64)
    rgb -= np.linspace(0, 40, 640)[:, None, None]
    stream = io.BytesIO()
    Image.fromarray(rgb.clip(0, 255).astype(np.uint8)).save(stream, "JPEG", dpi=(300, 300))
    assert (
        statuses(inspect_photo(stream.getvalue(), SPEC, LIMITS, Scripted()))["background_evenness"] == "fail"
    )


def test_a_wrong_size_fails() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (413, 626)).save(stream, "JPEG")
    found = statuses(inspect_photo(stream.getvalue(), SPEC, LIMITS, Scripted()))
    assert (found["width"], found["height"]) == ("fail", "fail")


def test_a_png_is_not_the_right_format_and_has_no_quality() -> None:
    found = statuses(inspect_photo(photo(format="PNG"), SPEC, LIMITS, Scripted()))
    assert (found["format"], found["quality"]) == ("fail", "unknown")


def test_without_a_face_geometry_is_unknown_and_the_photo_fails() -> None:
    report = inspect_photo(photo(), SPEC, LIMITS, Scripted(head=None, faces=0, values={}))
    found = statuses(report)
    for name in ("hair_top", "eye_line", "face_width", "centre_x", "yaw", "lips_closed", "background_colour"):
        assert found[name] == "unknown"
    assert found["one_face"] == "fail"
    assert not report.ok


def test_the_middle_is_that_of_what_the_standard_names() -> None:
    """The cheeks' middle at 179 of 358 px is right, that of the pupils at 199 is not."""
    spec = load_spec("social-security")
    head = HeadGeometry(Point(149, 200), Point(249, 200), Point(179, 378), 20.0, 70.5, 287.5)
    observation = Observation(1, 0.0, 358, 441, {}, head=head)
    (eyes,) = (c for c in geometry_checks(observation, spec) if c.check == "centre_x")
    assert (eyes.status, eyes.value) == (CheckStatus.FAIL, 199)
    (face,) = (
        c for c in geometry_checks(observation, replace(spec, centre_of="face")) if c.check == "centre_x"
    )
    assert (face.status, face.value) == (CheckStatus.PASS, 187)


def test_hair_that_reaches_the_edge_is_no_pixel_away_from_it() -> None:
    cut = replace(HEAD, hair_top_y=None)
    report = inspect_photo(photo(), SPEC, LIMITS, Scripted(head=cut, hair_to_top=True))
    check = next(c for c in report.checks if c.check == "hair_top")
    assert (check.status, check.value) == (CheckStatus.FAIL, 0)
    assert statuses(inspect_photo(photo(), SPEC, LIMITS, Scripted(head=cut)))["hair_top"] == "unknown"


@pytest.mark.parametrize(
    ("name", "value", "check", "ok"),
    [
        ("yaw_deg", 6.0, "yaw", False),
        ("roll_deg", -9.0, "roll", False),
        ("pitch_deg", 9.0, "pitch", True),
        ("eye_open_left", 0.08, "eye_left_open", False),
        ("lip_gap", 0.2, "lips_closed", False),
        ("skin_chroma", 0.1, "natural_colour", False),
        ("ear_right_visible", 0.0, "ear_right_visible", True),
    ],
)
def test_faults_of_the_person(name: str, value: float, check: str, ok: bool) -> None:
    report = inspect_photo(photo(), SPEC, LIMITS, Scripted(values=GOOD | {name: value}))
    assert statuses(report)[check] == "fail"
    assert report.ok is ok


def test_the_person_is_judged_by_the_rules_that_judged_the_frame() -> None:
    report = inspect_photo(photo(), SPEC, LIMITS, Scripted())
    checks = {check.check: check for check in report.checks}
    lips = checks["lips_closed"]
    assert (lips.low, lips.high, lips.must) == (None, LIMITS["mouth-closed"].high, True)
    assert checks["eye_left_open"].low == LIMITS["eyes-open"].low
    stricter = {**LIMITS, "mouth-closed": Limit(None, 0.001, False)}
    del stricter["ear-left"]
    report = inspect_photo(photo(), SPEC, stricter, Scripted(values=GOOD | {"lip_gap": 0.002}))
    assert statuses(report)["lips_closed"] == "fail"
    assert report.ok  # no must in this spec
    assert "ear_left_visible" not in statuses(report)


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        ("eyes-open", "eye_open_left", 0.05),
        ("mouth-closed", "lip_gap", 0.2),
        ("light-even", "light_left_right", 0.3),
        ("clothes-blue", "clothes_blue", 0.9),
        ("yaw", "yaw_deg", 9.0),
        ("roll", "roll_deg", 12.0),
    ],
)
def test_what_staff_waive_decides_nothing_in_the_photo_and_stays_visible(
    rule: str, name: str, value: float
) -> None:
    report = inspect_photo(photo(), SPEC, LIMITS, Scripted(values=GOOD | {name: value}))
    waived = report.waiving({rule})
    assert (report.ok, waived.ok) == (False, True)
    assert statuses(waived) == statuses(report)
    assert report.waiving({"glasses"}) is report


def test_every_rule_a_finished_photo_is_judged_by_exists() -> None:
    assert {check.rule for check in PERSON_CHECKS} <= set(LIMITS)


def test_limits_include_their_ends_and_none_is_unknown() -> None:
    assert judged("x", 50, "px", 50, 110).status is CheckStatus.PASS
    assert judged("x", 110, "px", 50, 110).status is CheckStatus.PASS
    assert judged("x", 110.5, "px", 50, 110).status is CheckStatus.FAIL
    assert judged("x", None, "px", 50, 110).status is CheckStatus.UNKNOWN


@pytest.mark.parametrize("data", [b"", b"hello", photo()[:3000]])
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    with pytest.raises(KioskError) as caught:
        inspect_photo(data, SPEC, LIMITS, Scripted())
    assert caught.value.code == "photo-unreadable"
