"""Model of the page on which staff set the booth up: four parts, each with its result and *again*."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.calibration.record import Advice, Lamps, LightSetting, Mounting, Part, Plate, Remark
from kiosk.geometry import Box
from kiosk.services.calibrating import CalibrationStatus, aim_for
from ui.presenters.staff import Option
from ui.texts import Texts
from ui.view import View

LEFT = frozenset({Advice.LEFT_DIM, Advice.LEFT_STRONG, Advice.LEFT_WARMER})
RIGHT = frozenset({Advice.RIGHT_DIM, Advice.RIGHT_STRONG, Advice.RIGHT_WARMER})


@dataclass(frozen=True)
class Guide:
    """What is drawn over the live picture, px of the unmirrored frame.

    ``sides`` are the picture's sides, ``left`` and ``right``, on which a lamp is wrong; ``busy`` while
    something is being measured.
    """

    eye_line_y: float | None
    card: Box | None
    sides: frozenset[str]
    busy: bool


@dataclass(frozen=True)
class CalibratePage:
    """``todo`` is empty while there is much to put right.

    ``result`` has a tone (``plain``, ``good``, ``warn``, ``bad``); then comes what to put right.
    """

    title: str
    lead: str
    parts: tuple[Option, ...]
    todo: str
    result: str
    tone: str
    remarks: tuple[str, ...]
    guide: Guide | None
    ready: bool
    button: str
    leave: str


def present_calibrate(view: View) -> CalibratePage:
    """Return the model of the chosen part; the others are one touch away."""
    texts, status, chosen = view.texts, view.calibration, view.draft.part
    if status is None:
        raise ValueError("the page needs the booth's calibration")
    record = status.calibration.part(chosen)
    ended_badly = status.ended is chosen and (status.missed is not None or status.fault is not None)
    result, tone = _result(view, status, record)
    remarks = record.remarks if record is not None and not ended_badly else ()
    busy, several = status.running is chosen, len(remarks) > 1  # what to put right needs the room
    return CalibratePage(
        title=texts("calibrate.title"),
        lead=texts("calibrate.lead"),
        parts=tuple(Option(part, _tab(texts, status, part), part is chosen) for part in Part),
        todo="" if several and not busy else texts(f"calibrate.todo_{chosen}"),
        result=result,
        tone=tone,
        remarks=() if busy else tuple(remark_words(texts, remark) for remark in remarks),
        guide=_guide(view, status, chosen),
        ready=status.running is None,
        button=texts("calibrate.busy" if busy else "calibrate.again" if record else "calibrate.button"),
        leave=texts("common.back"),
    )


def remark_words(texts: Texts, remark: Remark) -> str:
    """Say what to put right, sides as seen by who faces the screen."""
    return texts(f"calibrate.advice_{remark.advice}", amount=f"{remark.amount:g}")


def _tab(texts: Texts, status: CalibrationStatus, part: Part) -> str:
    record = status.calibration.part(part)
    if status.running is part:
        state = "busy"
    elif record is None:
        state = "none"
    else:
        state = "wrong" if record.remarks else "good"
    return texts(f"calibrate.tab_{state}", part=texts(f"calibrate.part_{part}"))


def _result(
    view: View, status: CalibrationStatus, record: Mounting | LightSetting | Lamps | Plate | None
) -> tuple[str, str]:
    texts, chosen = view.texts, view.draft.part
    if view.health is not None and view.health.camera_fault is not None:
        return texts("calibrate.no_camera"), "bad"
    if status.running is chosen:
        if status.progress is None:
            return texts("calibrate.waiting_measuring"), "plain"
        waiting = texts(f"calibrate.waiting_{status.progress.waiting}")
        share = round(100 * status.progress.share)
        return texts("calibrate.progress", waiting=waiting, share=share), "plain"
    if status.ended is chosen and status.fault is not None:
        return texts.whole(status.fault), "bad"
    if status.ended is chosen and status.missed is not None:
        return texts("calibrate.missed", why=texts(f"calibrate.waiting_{status.missed}")), "bad"
    if record is None:
        return texts("calibrate.none"), "plain"
    return _found(texts, record), "warn" if record.remarks else "good"


def _found(texts: Texts, record: Mounting | LightSetting | Lamps | Plate) -> str:
    when = f"{record.taken_at.astimezone():%m-%d\u00a0%H:%M}"
    match record:
        case Mounting():
            values = (("roll", record.roll_deg), ("tilt", record.tilt_deg), ("eyes", record.eyes_high_cm))
            known = [texts(f"calibrate.found_{n}", value=f"{v:+.1f}") for n, v in values if v is not None]
        case LightSetting():
            level = texts("calibrate.found_level", level=f"{record.level:.0f}", cast=f"{record.cast:.0f}")
            known = [level, texts(f"calibrate.held_{record.exposure or 'none'}")]
        case Lamps():
            sides = (("wall", record.wall_sides), ("cheeks", record.cheeks))
            known = [
                texts(f"calibrate.found_{n}", value=f"{100 * v:+.0f}") for n, v in sides if v is not None
            ]
        case Plate():
            known = [texts("calibrate.found_plate", frames=record.frames)]
    return texts("calibrate.comma").join([*known, when])


def _guide(view: View, status: CalibrationStatus, chosen: Part) -> Guide | None:
    if view.frame_size is None or view.target is None:
        return None
    aim = aim_for(*view.frame_size, view.spec)
    record = status.calibration.part(chosen)
    advice = {remark.advice for remark in record.remarks} if record is not None else set()
    lit = chosen is Part.LAMPS and status.running is None
    sides = {name for name, those in (("left", LEFT), ("right", RIGHT)) if lit and advice & those}
    return Guide(
        aim.eye_line_y if chosen is Part.MOUNTING else None,
        aim.patch if chosen is Part.LIGHT else None,
        frozenset(sides),
        status.running is chosen,
    )
