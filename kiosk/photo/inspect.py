"""Is the finished photo right? Every check is made on the decoded file, not on what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kiosk.camera.frame import Frame
from kiosk.guidance.verdict import Limit
from kiosk.photo.checks.background import background_checks
from kiosk.photo.checks.file_facts import file_checks, read_photo
from kiosk.photo.checks.geometry import geometry_checks
from kiosk.photo.checks.limits import load_limits
from kiosk.photo.checks.person import person_checks
from kiosk.photo.finished import Inspection
from kiosk.photo.iso.components import components
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import Observation


class StillObserver(Protocol):
    """Measures single pictures; owned and called by one thread."""

    def observe(self, frame: Frame) -> Observation:
        """Return everything that can be measured in ``frame``."""
        ...


def inspect_photo(
    jpeg: bytes, spec: PhotoSpec, limits: Mapping[str, Limit], observer: StillObserver
) -> Inspection:
    """Judge a finished photo against its spec and, by rule, what the spec's rules allow.

    Checks: the file (``format``, ``width``, ``height``, ``dpi``, ``file_size``, ``quality``,
    ``colour``, ``metadata``), the geometry (``hair_top``, ``eye_line``, ``face_width``, ``centre_x``),
    the background (``background_colour``, ``background_evenness``) and the person (``one_face``,
    ``yaw``, ``pitch``, ``roll``, ``eye_left_open``, ``eye_right_open``, ``lips_closed``,
    ``ear_left_visible``, ``ear_right_visible``; left and right are the person's own). What cannot be
    assessed is *unknown*, never passed. Pitch and the ears do not decide: anatomy shifts the one by
    several degrees, and a person must judge the other.

    Raises
    ------
    KioskError
        ``photo-unreadable`` when the bytes are not a picture that can be decoded.
    """
    file = read_photo(jpeg)
    observation = observer.observe(Frame(1, 0.0, file.bgr))
    checks = [
        *file_checks(file, spec),
        *geometry_checks(observation, spec),
        *background_checks(file.bgr, observation, spec),
        *person_checks(observation, spec, limits),
    ]
    scores = components(file.bgr, observation, spec, load_limits().scales)
    return Inspection(spec.name, tuple(checks), scores)
