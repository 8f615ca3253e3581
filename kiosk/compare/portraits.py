"""Two portraits in, one score out; what was measured of them is wiped before the answer is given."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.camera.frame import Picture
from kiosk.compare.comparer import Comparer, FaceFinder
from kiosk.compare.comparison import Comparison, best
from kiosk.compare.consent import ComparisonConsent, insist
from kiosk.compare.embedding import Embedding
from kiosk.compare.face import align, the_face
from kiosk.compare.settings import CompareSettings
from kiosk.errors import KioskError


class Portraits:
    """Compares captures with an enrolment portrait; one thread's.

    Parameters
    ----------
    finder, comparer
        See :func:`kiosk.compare.comparer.open_comparer`.
    """

    def __init__(self, finder: FaceFinder, comparer: Comparer, settings: CompareSettings) -> None:
        self._finder, self._comparer, self._settings = finder, comparer, settings

    def measure(self, bgr: Picture, consent: ComparisonConsent, name: str) -> Embedding:
        """Return the vector of the one face in a picture; the caller wipes it.

        Raises
        ------
        TypeError
            Without a consent; not even a face is looked for then.
        KioskError
            Those of :func:`kiosk.compare.face.the_face`, and ``model-broken``.
        """
        insist(consent)
        face = the_face(self._finder.find(bgr), self._settings.least_eye_px.value, name)
        return self._comparer.embed(align(bgr, face), consent)

    def compare(
        self,
        enrolled: Picture,
        captures: Sequence[Picture],
        consent: ComparisonConsent,
        names: tuple[str, str] = ("the enrolment portrait", "the capture"),
    ) -> Comparison:
        """Return the result of the capture that is most like the enrolment portrait.

        Parameters
        ----------
        captures
            At least one; of those in which no usable face is found the others are taken.
        names
            What to call both in an error.

        Raises
        ------
        KioskError
            Those of :meth:`measure`; of the captures only when none can be used.
        """
        known = self.measure(enrolled, consent, names[0])
        failed: KioskError | None = None
        results: list[Comparison] = []
        try:
            for capture in captures:
                try:
                    seen = self.measure(capture, consent, names[1])
                except KioskError as error:
                    failed = failed or error
                    continue
                results.append(self.judge(known.similarity(seen)))
                seen.wipe()
        finally:
            known.wipe()
        if not results and failed is not None:
            raise failed
        return best(results)

    def judge(self, similarity: float) -> Comparison:
        """Return a similarity with its score and the model it was measured with."""
        return Comparison(self._settings.curve.score(similarity), similarity, self._comparer.model)
