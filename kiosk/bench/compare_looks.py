"""Single looks at real people, judged as the booth judges who sits there: by the face, and by colours too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.bench.real import NEUTRAL, SMILING
from kiosk.compare.appearance import appearance
from kiosk.compare.comparer import Comparer, FaceFinder
from kiosk.compare.consent import ComparisonConsent
from kiosk.compare.continuity import anew, begin, forget, looked
from kiosk.compare.face import align
from kiosk.compare.facing import faces_camera
from kiosk.compare.look import ContinuityLimits, Look
from kiosk.geometry import Box
from kiosk.picture_file import load_picture

Looks = Mapping[str, Look]
"""Who → a look at their picture."""
SEAT = Box(0.0, 0.0, 1.0, 1.0)
"""Where a face was is not asked of single pictures."""
Verdicts = Mapping[tuple[bool, bool], Sequence[bool]]
"""(whether both pictures show one person, whether they sit down anew) → was the look right, one a pair of
which something can be said: of who sits down anew nothing is, where only the first shows the clothes."""


def take_looks(
    testdata: Path, finder: FaceFinder, comparer: Comparer, consent: ComparisonConsent
) -> tuple[Looks, Looks]:
    """Look at everybody's neutral and smiling picture, those that the booth would look at."""

    def looks(folder: str) -> Looks:
        taken = {}
        for path in sorted((testdata / folder).glob("*.jpg")):
            bgr = load_picture(path)
            faces = finder.find(bgr)
            if len(faces) == 1 and faces_camera(faces[0]):
                embedding = comparer.embed(align(bgr, faces[0]), consent)
                taken[path.stem[:3]] = Look(0.0, embedding, appearance(bgr, faces[0]))
        return taken

    return looks(NEUTRAL), looks(SMILING)


def verdicts(neutral: Looks, smiling: Looks, limits: ContinuityLimits) -> Verdicts:
    """Compare everybody's smiling picture with everybody's neutral one."""
    right: dict[tuple[bool, bool], list[bool]] = {}
    for who, known in neutral.items():
        in_view = begin([known], 0.0, SEAT)
        for other, look in smiling.items():
            for track in (in_view, anew(in_view)):
                for said in looked(track, look, limits).agreed:
                    right.setdefault((who == other, track.broken), []).append(said is (who == other))
    return right


def wipe(looks: Looks) -> None:
    """Wipe every template."""
    forget(begin(list(looks.values()), 0.0, None))
