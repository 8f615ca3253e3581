"""Is the finished photo right? Every check is made on the decoded file, not on what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kiosk.camera.frame import Frame
from kiosk.guidance.verdict import Limit
from kiosk.photo.checks.background import background_checks, plain_background
from kiosk.photo.checks.file_facts import file_checks, read_photo
from kiosk.photo.checks.geometry import geometry_checks
from kiosk.photo.checks.handling import handling_checks
from kiosk.photo.checks.judged import judged
from kiosk.photo.checks.limits import load_limits
from kiosk.photo.checks.person import person_checks
from kiosk.photo.checks.twin import likeness
from kiosk.photo.finished import Inspection
from kiosk.photo.iso.components import components
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import Observation


class StillObserver(Protocol):
    """Measures single pictures; owned and called by one thread."""

    def observe(self, frame: Frame, *, near: bool = True) -> Observation:
        """Return everything that can be measured in ``frame``; ``near``: with the look a matte needs."""
        ...


def inspect_photo(
    jpeg: bytes,
    spec: PhotoSpec,
    limits: Mapping[str, Limit],
    observer: StillObserver,
    admission: bytes | None = None,
) -> Inspection:
    """Judge a finished photo against its spec and, by rule, what the spec's rules allow.

    Checks: the file, the geometry by the spec's bands, the background, the person (left and right are the
    person's own), and how the photo was made (see the modules of :mod:`kiosk.photo.checks`). What cannot
    be assessed is *unknown*, never passed. Pitch and the ears do not decide: anatomy shifts the one by
    several degrees, and a person must judge the other.

    Parameters
    ----------
    admission
        The file of the person's admission photo: a copy of it is refused (``admission_copy``).

    Raises
    ------
    KioskError
        ``photo-unreadable`` when the bytes are not a picture that can be decoded.
    """
    own = load_limits()
    file = read_photo(jpeg)
    earlier = None if admission is None else read_photo(admission)
    checks = []
    if earlier is not None:
        other = observer.observe(Frame(1, 0.0, earlier.bgr), near=False)
        observation = observer.observe(Frame(2, 0.0, file.bgr), near=False)
        same = likeness((file.bgr, observation.head), (earlier.bgr, other.head))
        checks.append(judged("admission_copy", same, "ratio", None, own.handling.admission_copy.limit))
    else:
        observation = observer.observe(Frame(1, 0.0, file.bgr), near=False)
    plain = plain_background(file.bgr, observation, spec)
    checks = [
        *file_checks(file, spec),
        *geometry_checks(observation, spec),
        *background_checks(plain, spec),
        *person_checks(observation, spec, limits),
        *handling_checks(file.bgr, file.tables, observation, plain, spec, own.handling),
        *checks,
    ]
    return Inspection(spec.name, tuple(checks), components(file.bgr, observation, spec, own.scales))
