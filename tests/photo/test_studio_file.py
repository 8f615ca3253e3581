"""A studio photo's file: what it must be, what it is refused for, and that its bytes stay as they are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.camera.frame import Frame
from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.consent import give_consent
from kiosk.campaign.person import Person
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Severity, Status, Verdict
from kiosk.models import vision_models
from kiosk.photo.finished import CheckStatus
from kiosk.photo.spec import load_spec
from kiosk.photo.studio_file import StudioPhotoRefused, load_studio_limits, read_studio_file, refuse_for
from kiosk.services.developing import Developer
from kiosk.services.ruling import rules_for
from kiosk.services.submitting import make_submission
from kiosk.session.effects import SaveSubmission

LIMITS = load_studio_limits()
NEUTRAL = "frll_neutral"


def jpeg(width: int, height: int, quality: int = 90, kind: str = "JPEG", orientation: int = 1) -> bytes:
    """Return a picture of noise, which fills a file."""
    grain = np.random.default_rng(3).integers(90, 160, (height, width, 3), np.uint8)
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    Image.fromarray(grain).save(buffer, kind, quality=quality, exif=exif)
    return buffer.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(KioskError) as caught:
        read_studio_file(data, LIMITS)
    return caught.value.code


def test_the_two_ends_of_the_limits_are_taken() -> None:
    for size in ((480, 640), (1350, 1800)):
        data = jpeg(*size, quality=60 if size[0] > 480 else 90)
        assert LIMITS.bytes[0] <= len(data) <= LIMITS.bytes[1]
        assert read_studio_file(data, LIMITS).shape == (size[1], size[0], 3)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (jpeg(480, 640, quality=5), "studio-file-bytes"),
        (jpeg(1350, 1800, quality=95), "studio-file-bytes"),
        (jpeg(480, 640, kind="WEBP", quality=100), "studio-file-kind"),
        (b"\xff\xd8\xff" + bytes(60_000), "studio-file-kind"),
        (jpeg(474, 632), "studio-file-pixels"),
        (jpeg(640, 480), "studio-file-pixels"),
        (jpeg(1356, 1808, quality=50), "studio-file-pixels"),
        (jpeg(600, 640), "studio-file-shape"),
        (jpeg(480, 640, orientation=6), "studio-file-turned"),
        (jpeg(480, 640)[:55_000], "picture-unreadable"),
    ],
)
def test_what_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_photo_is_refused_for_every_must_it_breaks_and_for_nothing_else() -> None:
    verdicts = (
        Verdict("yaw", Status.FAIL, Severity.MUST),
        Verdict("smile", Status.FAIL, Severity.SHOULD),
        Verdict("wall-even", Status.FAIL, Severity.STAFF),
        Verdict("motion", Status.UNKNOWN, Severity.MUST),
        Verdict("ear-left", Status.FAIL, Severity.MUST),
    )
    with pytest.raises(StudioPhotoRefused) as caught:
        refuse_for(verdicts)
    assert caught.value.rules == ("yaw", "ear-left")
    refuse_for(verdicts[1:4])


@pytest.fixture(scope="module")
def developer() -> Iterator[Developer]:
    spec = load_spec("chsi")
    made = Developer(vision_models(), spec, rules_for(spec))
    made.prepare()
    yield made
    made.release()


def studio_photo(path: Path, colours: str = "RGB") -> bytes:
    """Return one of the public pictures cut to 3:4, as a studio would hand it over."""
    with Image.open(path) as image:
        side = image.height * 3 // 4
        left = (image.width - side) // 2
        buffer = io.BytesIO()
        image.convert(colours).convert("RGB").crop((left, 0, left + side, image.height)).save(
            buffer, "JPEG", quality=88
        )
    return buffer.getvalue()


def test_a_real_studio_photo_is_finished_and_sent_with_its_own_bytes(
    testdata: Path, developer: Developer
) -> None:
    data = studio_photo(testdata / NEUTRAL / "017_03.jpg")
    photo, capture = developer.develop_file(data, LIMITS)
    assert [c.check for c in photo.inspection.checks if c.status is CheckStatus.FAIL] == []
    assert not capture.failed_rules or all(
        v.severity is not Severity.MUST for v in capture.verdicts if v.status is Status.FAIL
    )
    campaign, clock = load_campaign("example"), ManualClock()
    consents = give_consent(campaign.asked, [text.purpose for text in campaign.asked], clock.now())
    effect = SaveSubmission(Person("0123456789abcdef", "typed"), consents, capture, photo)
    made = make_submission(effect, campaign, "chsi", "sitter", clock)
    assert made.original == data
    assert made.capture["source"] == "studio-file"


def test_hair_over_the_ears_is_named(testdata: Path, developer: Developer) -> None:
    with pytest.raises(StudioPhotoRefused) as caught:
        developer.develop_file(studio_photo(testdata / NEUTRAL / "067_03.jpg"), LIMITS)
    assert caught.value.rules == ("ear-left", "ear-right")


def test_a_file_is_not_refused_for_what_staff_waived(testdata: Path, developer: Developer) -> None:
    data = studio_photo(testdata / NEUTRAL / "067_03.jpg")
    _, capture = developer.develop_file(data, LIMITS, ("ear-left", "ear-right"))
    assert {"ear-left", "ear-right"} <= set(capture.failed_rules)


def test_a_black_and_white_person_is_no_graduate_photo(testdata: Path, developer: Developer) -> None:
    with pytest.raises(StudioPhotoRefused) as caught:
        developer.develop_file(studio_photo(testdata / NEUTRAL / "017_03.jpg", "L"), LIMITS)
    assert caught.value.rules == ("natural-colour",)


def test_a_picture_of_nobody_is_refused_in_plain_words(developer: Developer) -> None:
    with pytest.raises(KioskError) as caught:
        developer.develop_file(jpeg(480, 640), LIMITS)
    assert caught.value.code == "photo-no-face"
    frame = Frame(0, 0.0, read_studio_file(jpeg(480, 640), LIMITS))
    assert (frame.width, frame.height) == (480, 640)
