"""A live person before the camera, as the campaign wants it judged: off, recorded, warned of or asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kiosk.camera.frame import Frame
from kiosk.campaign.rules import LivePerson
from kiosk.compare.liveness import Finding, Liveness, judge, load_liveness
from kiosk.compare.liveness_cues import LivenessSettings
from kiosk.compare.liveness_depth import DepthReader
from kiosk.compare.liveness_watch import LivenessWatch
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.verdict import Capture, Guide, Severity, Status, Verdict
from kiosk.photo.finished import Check, CheckStatus, FinishedPhoto
from kiosk.services.watching import Guiding
from kiosk.vision.landmarks import FACE_MODEL

RULE, CHECK = "live-person", "live_person"
_STATUS = {Finding.LIVE: Status.PASS, Finding.FLAT: Status.FAIL, Finding.NOT_SEEN: Status.UNKNOWN}


class LiveDesk:
    """Watches who is guided, and puts what was found into the photo's report.

    Nothing is loaded while no campaign asks for it.

    Parameters
    ----------
    policy
        Of the campaign in force.

    Raises
    ------
    KioskError
        When ``config/liveness.toml`` is wrong.
    """

    def __init__(self, models: Path, policy: Callable[[], LivePerson]) -> None:
        self._models = models
        self._policy = policy
        self._settings = load_liveness()
        self._depth: DepthReader | None = None

    def watching(self, guiding: Guiding) -> Guiding:
        """Return guidance that notes, on the vision thread, whether a person or a picture is guided."""
        if self._policy() is LivePerson.OFF:
            return guiding
        if self._depth is None:
            self._depth = DepthReader(load_face_mesh(self._models / FACE_MODEL).vertices)
        return _Watched(guiding, LivenessWatch(self._depth), self._settings)

    def developing(self, develop: Callable[[Capture], FinishedPhoto]) -> Callable[[Capture], FinishedPhoto]:
        """Return ``develop`` with the check added to each photo's report."""
        return lambda capture: self.checked(develop(capture), capture)

    def checked(self, photo: FinishedPhoto, capture: Capture) -> FinishedPhoto:
        """Add the check where the campaign has it told; what is only recorded goes with the capture."""
        policy, live = self._policy(), capture.live
        if live is None or policy in (LivePerson.OFF, LivePerson.RECORD):
            return photo
        check = Check(
            CHECK,
            CheckStatus(live.status.value),
            live.value,
            live.unit or "",
            low=self._settings.live_from,
            must=policy is LivePerson.BLOCK,
        )
        report = replace(photo.inspection, checks=(*photo.inspection.checks, check))
        return replace(photo, inspection=report)


class _Watched:
    """Guidance whose frames are noted; the capture carries what was found."""

    def __init__(self, guiding: Guiding, watch: LivenessWatch, settings: LivenessSettings) -> None:
        self._guiding, self._watch, self._settings = guiding, watch, settings

    def step(self, frame: Frame) -> tuple[Guide, Capture | None]:
        guide, capture = self._guiding.step(frame)
        self._watch.note(guide.observation.landmarks, frame.bgr, frame.taken_at)
        if capture is not None:
            capture = replace(capture, live=_verdict(judge(self._watch.cues(), self._settings)))
            self._watch.forget()
        return guide, capture

    def take_manually(self) -> None:
        self._guiding.take_manually()


def _verdict(found: Liveness) -> Verdict:
    status = _STATUS[found.finding]
    return Verdict(RULE, status, Severity.STAFF, value=found.probability, unit="ratio", waivable=False)
