"""The framing page's model: the one hint, the overlay's parts and what is already right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.geometry import Point
from kiosk.guidance.verdict import Guide, Hint, Severity, ShutterPhase, Status, Target
from ui.view import View


class Mark(StrEnum):
    """How a part of the overlay is drawn: not judged yet, still to be put right, right."""

    WAITING = "waiting"
    WRONG = "wrong"
    RIGHT = "right"


GROUPS: dict[str, tuple[str, ...]] = {
    "place": ("one-face", "place-x", "place-y", "distance"),
    "head": ("yaw", "pitch", "roll"),
    "shoulders": ("shoulders-level", "shoulders-turned", "shoulders-raised", "shoulders-in", "clothes-blue"),
    "ears": (
        "ear-left", "ear-right", "ears-even", "brows-free", "eyes-free", "head-covering", "headphones",
    ),
    "face": (
        "face-free", "glasses", "lens-glare", "lens-tint", "eyes-open", "gaze-x", "gaze-y", "mouth-closed",
        "smile", "grimace", "brows-raised", "frown",
    ),
    "light": ("light-even", "light-level", "light-top-bottom", "highlights", "red-eye"),
}  # fmt: skip
"""What the quiet row names, each with the rules of ``config/rules.toml`` that must hold."""

EAR_ARROWS = {"show-left-ear": "ear-left", "show-right-ear": "ear-right"}

COME_IN = "come-in"
"""What is said while there is nobody."""
RIGHT_ARROWS = ("right", "turn-right", "tilt-right")
"""With these a picture is turned round: it is drawn for the left."""

SHOULDER_RULES = ("shoulders-level", "shoulders-turned", "shoulders-raised", "shoulders-in")
HEAD_RULES = GROUPS["place"] + GROUPS["head"]


@dataclass(frozen=True)
class Overlay:
    """What is drawn over the live picture, px of the unmirrored frame.

    ``ears`` and ``shoulders`` are (picture-left, picture-right) where they were seen, else None.
    ``eyes`` likewise, both or None. ``arrow`` is a way to move, or ``ear-left`` / ``ear-right``: the ear (of
    the person) it points at. ``light`` says how much brighter the face is from the person's own left, as a
    share of the mean, -2 to 2; None while it is not known.
    """

    frame_width: int
    frame_height: int
    target: Target
    head: Mark
    eye_line: Mark
    ears: tuple[Point | None, Point | None]
    ear_marks: tuple[Mark, Mark]
    shoulders: tuple[Point | None, Point | None]
    shoulder_line: Mark
    arrow: str | None
    progress: float
    eyes: tuple[Point, Point] | None = None
    light: float | None = None
    light_mark: Mark = Mark.WAITING


@dataclass(frozen=True)
class Chip:
    label: str
    mark: Mark


@dataclass(frozen=True)
class FramePage:
    """``tone`` of the hint: ``fix``, ``hold`` or ``praise``.

    ``note`` says how the photo comes about: by itself, or what a photo by hand means.
    ``picture`` of ``assets/pictograms`` shows what to do; ``picture_turned``: left and right changed over;
    ``picture_large`` while nobody sits there, whom it would cover.
    """

    hint: str
    other_hint: str
    tone: str
    overlay: Overlay | None
    chips: tuple[Chip, ...]
    picture: str | None
    picture_turned: bool
    picture_large: bool
    manual: bool
    shutter: str
    note: str
    back: str


def present_frame(view: View) -> FramePage:
    """Return the model; before the first judgement everything is *waiting* and the hint welcomes."""
    texts, guide = view.texts, view.guide
    hint = None if guide is None else guide.hint
    manual = guide is not None and guide.shutter.manual_allowed
    own, other = (
        (texts("frame.welcome"), texts.other("frame.welcome"))
        if hint is None
        else texts.hint(hint.code, hint.wording)
    )
    return FramePage(
        hint=own,
        other_hint=other,
        tone="fix" if hint is None else hint.kind,
        overlay=overlay_of(guide) if guide is not None else _empty_overlay(view),
        chips=tuple(
            Chip(texts(f"frame.group_{name}"), _mark(guide, rules)) for name, rules in GROUPS.items()
        ),
        picture=None if hint is None else hint.picture,
        picture_turned=hint is not None and hint.arrow in RIGHT_ARROWS,
        picture_large=hint is not None and hint.code == COME_IN,
        manual=manual,
        shutter=texts("frame.shutter"),
        note=texts("frame.shutter_note" if manual else "frame.by_itself"),
        back=texts("common.back"),
    )


def overlay_of(guide: Guide) -> Overlay:
    """Return the drawing for one judgement."""
    seen = guide.observation
    # The rules name the person's own sides; in the unmirrored picture these are swapped.
    return Overlay(
        frame_width=seen.width,
        frame_height=seen.height,
        target=guide.target,
        head=_mark(guide, HEAD_RULES),
        eye_line=_mark(guide, ("place-y", "roll")),
        ears=seen.ears,
        ear_marks=(_mark(guide, ("ear-right",)), _mark(guide, ("ear-left",))),
        shoulders=seen.shoulders,
        shoulder_line=_mark(guide, SHOULDER_RULES),
        arrow=_arrow(guide.hint),
        progress=_progress(guide),
        eyes=None if seen.head is None else (seen.head.eye_left, seen.head.eye_right),
        light=seen.value("light_left_right"),
        light_mark=_mark(guide, ("light-even",)),
    )


def _arrow(hint: Hint | None) -> str | None:
    if hint is None:
        return None
    # An arrow to the side would say "move"; to show an ear, the ear itself is pointed at.
    return EAR_ARROWS.get(hint.code, hint.arrow)


def _empty_overlay(view: View) -> Overlay | None:
    """Return the bare shape for the moments before the first judgement."""
    if view.target is None or view.frame_size is None:
        return None
    waiting = Mark.WAITING
    return Overlay(
        *view.frame_size,
        target=view.target,
        head=waiting,
        eye_line=waiting,
        ears=(None, None),
        ear_marks=(waiting, waiting),
        shoulders=(None, None),
        shoulder_line=waiting,
        arrow=None,
        progress=0.0,
    )


def _mark(guide: Guide | None, rules: tuple[str, ...]) -> Mark:
    if guide is None:
        return Mark.WAITING
    about = [verdict for verdict in guide.verdicts if verdict.rule in rules]
    # What is only noted, because the spec or staff say so, is not asked of the person.
    states = {verdict.status for verdict in about if verdict.severity is not Severity.STAFF}
    if Status.FAIL in states:
        return Mark.WRONG
    waiting = any(v.status is Status.UNKNOWN and v.severity is Severity.MUST for v in about)
    if not about or waiting:
        return Mark.WAITING
    return Mark.RIGHT


def _progress(guide: Guide) -> float:
    """Return how much of the ring is full: it runs once through steady and candidates."""
    return 1.0 if guide.shutter.phase is ShutterPhase.TAKEN else guide.shutter.progress
