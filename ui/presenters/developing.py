"""The model of the page while the photo is made."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.camera.frame import Frame
from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.photo.crop import target_for
from kiosk.photo.stage import Stage
from ui.presenters.framing import Mark
from ui.view import View

STAGES = tuple(Stage)


@dataclass(frozen=True)
class StageCard:
    """One stage: ``busy`` while it is under way, its mark right once it is over."""

    label: str
    mark: Mark
    busy: bool


@dataclass(frozen=True, eq=False)
class DevelopingPage:
    """``frame`` is the one that was caught, None while a file is read; ``crop`` what of it is shown.

    ``again`` is on the button by which the person does not wait; None where there is nothing to go back to.
    """

    said: str
    other: str
    stages: tuple[StageCard, ...]
    frame: Frame | None
    crop: Box | None
    again: str | None


def present_developing(view: View) -> DevelopingPage:
    """Return the model; the frame is that of the session's capture and no other."""
    texts, capture = view.texts, view.state.capture
    frame = None if capture is None else capture.frame
    said = "developing.reading" if frame is None else "developing.caught"
    return DevelopingPage(
        texts(said),
        texts.other(said),
        stage_cards(view),
        frame,
        None if frame is None else framed(view, frame),
        None if frame is None else texts("developing.again"),
    )


def stage_cards(view: View) -> tuple[StageCard, ...]:
    """Return a card for each stage; before the first has begun all wait."""
    now = -1 if view.stage is None else STAGES.index(view.stage)
    return tuple(
        StageCard(
            view.texts(f"developing.stage_{stage}" if _asked(view, stage) else "developing.stage_kept"),
            Mark.RIGHT if index < now else Mark.WAITING,
            busy=index == now,
        )
        for index, stage in enumerate(STAGES)
    )


def _asked(view: View, stage: Stage) -> bool:
    return stage is not Stage.BACKGROUND or view.spec.background.replace


def framed(view: View, frame: Frame) -> Box | None:
    """Return the part the mirror showed while framing, so that nothing jumps when it stands still."""
    try:
        return target_for(frame.width, frame.height, view.spec).crop
    except KioskError:
        return None
