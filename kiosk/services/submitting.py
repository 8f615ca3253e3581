"""From a confirmed review to the submission the store keeps."""

from __future__ import annotations

from typing import Any

import cv2

from kiosk.camera.frame import Picture
from kiosk.campaign.campaign import Campaign
from kiosk.campaign.digests import person_key
from kiosk.capture_code.payload import parse_payload
from kiosk.clock import Clock
from kiosk.compare.comparison import Comparison
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto, Inspection
from kiosk.session.effects import SaveSubmission
from kiosk.store.submission import Submission
from kiosk.store.uuid7 import new_uuid7

STUDIO_FILE = "studio-file"
"""Source of a photo that did not come from the booth's camera."""

ORIGINAL_QUALITY = 95
"""JPEG quality of the untouched original that goes with the photo."""


def make_submission(
    effect: SaveSubmission, campaign: Campaign, spec: str, source: str, clock: Clock
) -> Submission:
    """Return the submission with a fresh id, the finished photo and the untouched original.

    Raises
    ------
    KioskError
        ``original-unreadable`` when the camera frame cannot be encoded.
    """
    return Submission(
        id=new_uuid7(clock),
        campaign=campaign.id,
        spec=spec,
        person=effect.person,
        consents=effect.consents,
        photo=effect.photo.jpeg,
        original=effect.capture.original or encode_original(effect.capture.frame.bgr),
        inspection=inspection_as_data(effect.photo.inspection),
        capture=capture_as_data(effect.capture, effect.photo, source),
        waiver=effect.waiver,
        contact=effect.contact,
        payment=effect.payment,
        person_key=person_key(campaign.salt, parse_payload(effect.person.code_raw)),
    )


def encode_original(bgr: Picture) -> bytes:
    """Return the camera frame as JPEG, its rectangle and orientation untouched."""
    done, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, ORIGINAL_QUALITY])
    if not done:
        raise KioskError("original-unreadable", "The camera frame cannot be stored.", "Take the photo again.")
    return bytes(data)


def inspection_as_data(inspection: Inspection) -> dict[str, Any]:
    """Return the report as plain JSON data."""
    return {
        "ok": inspection.ok,
        "spec": inspection.spec,
        "checks": [
            {
                "check": check.check,
                "status": str(check.status),
                "value": check.value,
                "unit": check.unit,
                "limit": [check.low, check.high],
            }
            for check in inspection.checks
        ],
    }


def comparison_as_data(result: Comparison) -> dict[str, Any]:
    """Return all that leaves the booth of a comparison."""
    model, _, version = result.model.partition("-")
    return {"score": result.score, "model": model, "version": version}


def capture_as_data(capture: Capture, photo: FinishedPhoto, source: str) -> dict[str, Any]:
    """Return how the picture was taken as plain JSON data; nothing in it names the person."""
    live, compared = capture.live, None if photo.comparison is None else photo.comparison.result
    return {
        **({} if compared is None else {"comparison": comparison_as_data(compared)}),
        **({} if live is None else {"live": {"status": live.status.value, "probability": live.value}}),
        "source": source if capture.original is None else STUDIO_FILE,
        "width": capture.frame.width,
        "height": capture.frame.height,
        "manual": capture.manual,
        "failed_rules": list(capture.failed_rules),
        "crop": [photo.crop.x, photo.crop.y, photo.crop.width, photo.crop.height],
        "scale": photo.scale,
        "measures": {
            name: None if measure is None else {"value": measure.value, "unit": measure.unit}
            for name, measure in capture.observation.measures.items()
        },
    }
