"""Is it still the same person? Watched from the consent to the captured frame, on the vision thread.

Only for who agreed to the comparison, and only faces that look into the camera: one bent over the screen is
less like itself than two people may be. What is remembered of a face is wiped with the session.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from kiosk.camera.frame import Frame
from kiosk.compare.appearance import appearance
from kiosk.compare.comparer import Comparer, FaceFinder, open_comparer
from kiosk.compare.consent import ComparisonConsent
from kiosk.compare.continuity import (
    DECIDE,
    Standing,
    Track,
    acquainted,
    acquainting,
    anew,
    begin,
    forget,
    glimpsed,
    looked,
    standing,
)
from kiosk.compare.face import FoundFace, align
from kiosk.compare.facing import faces_camera
from kiosk.compare.look import ContinuityLimits, Look
from kiosk.compare.other import other_parts
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture, Guide
from kiosk.services.watching import Guiding
from kiosk.session.events import AnotherPerson, Event

log = logging.getLogger(__name__)

GLIMPSE_S, LOOK_S = 0.2, 1.0
"""Between two searches for the face, and between two closer looks at it."""
NEARLY_S = 0.001
"""By which a frame may come too early: times of frames are sums, which miss 0.2 s by some 1e-13."""


class Company:
    """Watches one person after another; :meth:`admit` and :meth:`part` are the owner thread's.

    Parameters
    ----------
    post
        Takes the event that somebody else sits there; thread-safe.
    """

    def __init__(
        self,
        limits: ContinuityLimits,
        post: Callable[[Event], None],
        load: Callable[[], tuple[FaceFinder, Comparer]] = open_comparer,
    ) -> None:
        self._limits, self._post, self._load = limits, post, load
        self._lock = threading.Lock()
        self._consent: ComparisonConsent | None = None
        # Below: the vision thread's.
        self._models: tuple[FaceFinder, Comparer] | None = None
        self._known_consent: ComparisonConsent | None = None
        self._track: Track | None = None
        self._glimpsed_s = self._looked_s = -float("inf")
        self._told = self._blind = False

    def admit(self, consent: ComparisonConsent) -> None:
        """Watch from now on who is there."""
        with self._lock:
            self._consent = consent

    def part(self) -> None:
        """Stop; what is remembered is wiped as soon as the vision thread comes by."""
        with self._lock:
            self._consent = None

    def tidy(self) -> None:
        """Wipe what is known of who has gone; the vision thread's call."""
        self._current()

    def look(self, frame: Frame) -> Event | None:
        """Note a frame while nothing is looked for; implements a watch of the vision thread."""
        self._note(frame)
        return None

    def guiding(self, guiding: Guiding) -> Guiding:
        """Return guidance whose frames are noted, and that gives no picture of anybody else.

        Who sits there is found out anew: that a friend looked at the last photo is no reason to refuse
        the next one.
        """
        if self._told and self._track is not None:
            self._told, self._track = False, anew(self._track)
        return _Accompanied(guiding, self)

    def wipe(self) -> None:
        """Forget everybody; the vision thread's call."""
        if self._track is not None:
            forget(self._track)
        self._track = None
        self._glimpsed_s = self._looked_s = -float("inf")
        self._told = self._blind = False

    def same(self, capture: Capture) -> bool:
        """Whether the captured frame shows who was there before; unknown counts as the same."""
        consent = self._current()
        if consent is None or self._told:
            return not self._told
        self._note(capture.frame, closely=True)
        return not self._told

    def _current(self) -> ComparisonConsent | None:
        with self._lock:
            consent = self._consent
        if consent is not self._known_consent:
            self.wipe()
            self._known_consent = consent
        return consent

    def _note(self, frame: Frame, closely: bool = False) -> None:
        consent, at_s = self._current(), frame.taken_at
        if (
            consent is None
            or self._told
            or self._blind
            or (at_s - self._glimpsed_s < GLIMPSE_S - NEARLY_S and not closely)
        ):
            return
        self._glimpsed_s = at_s
        try:
            self._see(frame, consent, closely)
        except KioskError as error:  # such as a missing model: photos go on, and staff look who it is
            self._blind = True
            log.error("who sits there is not watched: %s", error.code)

    def _see(self, frame: Frame, consent: ComparisonConsent, closely: bool) -> None:
        at_s = frame.taken_at
        self._models = self._models or self._load()
        face = _subject(self._models[0].find(frame.bgr))
        box = None if face is None else face.box
        sight = None if face is None else appearance(frame.bgr, face)
        if self._track is not None:
            self._track = glimpsed(self._track, max(at_s, self._track.at_s), box, self._limits, sight)
        elif face is not None:
            # Bent over the screen a face says little, but its colours tell it from the next person's.
            self._track = begin([Look(at_s, None, sight)], at_s, face.box)
        if self._track is None or face is None or not faces_camera(face):
            return
        if at_s - self._looked_s < LOOK_S - NEARLY_S and not closely:
            return
        self._looked_s = at_s
        embedding = self._models[1].embed(align(frame.bgr, face), consent)
        look = Look(at_s, embedding, sight)
        self._track = self._taken_in(self._track, look, DECIDE if closely else 1)

    def _taken_in(self, track: Track, look: Look, times: int) -> Track:
        """Compare a look with those that are known, and keep it where it tells more of who that is."""
        judged = replace(look, embedding=None) if acquainting(track) else look
        for _ in range(times):
            track = looked(track, judged, self._limits)
        if standing(track, look.at_s, self._limits) is Standing.OTHER:
            self._told = True
            for part in other_parts(track.known, look, self._limits):
                log.info("somebody else sits there: other %s", part)
            self._post(AnotherPerson())
        track = acquainted(track, look)
        if look not in track.known and look.embedding is not None:
            look.embedding.wipe()
        return track


class _Accompanied:
    """Guidance for who was there before; a captured stranger is no capture."""

    def __init__(self, guiding: Guiding, company: Company) -> None:
        self._guiding, self._company = guiding, company

    def step(self, frame: Frame) -> tuple[Guide, Capture | None]:
        guide, capture = self._guiding.step(frame)
        if capture is not None and not self._company.same(capture):
            return guide, None
        self._company.look(frame)
        return guide, capture

    def take_manually(self) -> None:
        self._guiding.take_manually()


def _subject(faces: tuple[FoundFace, ...]) -> FoundFace | None:
    """Return the nearest face, which is the largest."""
    return max(faces, key=lambda face: face.box.width, default=None)
