"""A calibration in plain English, for the terminal; the screen has its own sentences in two languages."""

from __future__ import annotations

from kiosk.calibration.record import Advice, Lamps, LightSetting, Mounting, Part, Plate, Remark
from kiosk.calibration.step import Waiting
from kiosk.camera.controls import Held

INSTRUCTIONS = {
    Part.MOUNTING: "sit at the mark and look into the lens, or hang the printed sheet on the wall behind it",
    Part.LIGHT: "hold a grey card where the face will be, or leave the plain wall in view",
    Part.LAMPS: "sit at the mark, or leave the wall in view, with the lamps as they will be",
    Part.PLATE: "leave the booth empty and keep still",
}

_ADVICE = {
    Advice.CAMERA_LOW: "the camera is {amount:.0f} cm too low for these eyes: raise it, or tilt it up",
    Advice.CAMERA_HIGH: "the camera is {amount:.0f} cm too high for these eyes: lower it, or tilt it down",
    Advice.CAMERA_TILTED_UP: "the camera looks up by {amount:.1f}°: level it",
    Advice.CAMERA_TILTED_DOWN: "the camera looks down by {amount:.1f}°: level it",
    Advice.CAMERA_ROLLED_LEFT: "the picture leans {amount:.1f}° to its right:"
    " turn the camera clockwise, seen from behind",
    Advice.CAMERA_ROLLED_RIGHT: "the picture leans {amount:.1f}° to its left:"
    " turn the camera anticlockwise, seen from behind",
    Advice.TOO_DARK: "too dark (level {amount:.0f}): switch the lamps on, move them nearer, or open the lens",
    Advice.TOO_BRIGHT: "too bright (level {amount:.0f}): move the lamps away or dim them",
    Advice.NOT_NEUTRAL: "not neutral (colour {amount:.0f}): use a grey card, or lamps of one colour",
    Advice.EXPOSURE_NOT_HELD: "this camera's driver does not hold its exposure: brightness may drift",
    Advice.BALANCE_NOT_HELD: "this camera's driver does not hold its white balance: colours may drift",
    Advice.LEFT_DIM: "the lamp at the camera's left is off, turned away or too far:"
    " {amount:.0f} % less light",
    Advice.RIGHT_DIM: "the lamp at the camera's right is off, turned away or too far:"
    " {amount:.0f} % less light",
    Advice.LEFT_STRONG: "the lamp at the camera's left is too near or too strong: {amount:.0f} % more",
    Advice.RIGHT_STRONG: "the lamp at the camera's right is too near or too strong: {amount:.0f} % more",
    Advice.COLOURS_DIFFER: "the two sides differ in colour ({amount:.0f}): use lamps of one kind",
    Advice.LEFT_WARMER: "the lamp at the camera's left is yellower ({amount:.0f}): use lamps of one kind",
    Advice.RIGHT_WARMER: "the lamp at the camera's right is yellower ({amount:.0f}): use lamps of one kind",
}
"""*The camera's left* is the left of its unmirrored picture, the left hand of who stands behind it."""

_WAITING = {
    Waiting.MEASURING: "measuring",
    Waiting.NOBODY: "somebody is in the picture",
    Waiting.STILL: "something moves, or the light changes",
    Waiting.PERSON_OR_SHEET: "neither a face, nor the sheet, nor clear upright edges are to be seen",
    Waiting.EVEN_PATCH: "no even surface where the face will be",
    Waiting.ADJUSTING: "the camera adjusts itself",
    Waiting.WALL_OR_PERSON: "neither a face nor enough of a plain wall is to be seen",
}


def missed_words(waiting: Waiting | None) -> str:
    """Say what a step waits for or did not get."""
    return "" if waiting is None else _WAITING[waiting]


def in_words(record: Mounting | LightSetting | Lamps | Plate) -> list[str]:
    """Say what was found, then what to put right."""
    return [_found(record), *(remark_words(remark) for remark in record.remarks)]


def remark_words(remark: Remark) -> str:
    return _ADVICE[remark.advice].format(amount=remark.amount)


def _found(record: Mounting | LightSetting | Lamps | Plate) -> str:
    match record:
        case Mounting():
            values = (("roll", record.roll_deg, "°"), ("tilt", record.tilt_deg, "°"))
            known = [f"{name} {value:+.1f}{unit}" for name, value, unit in values if value is not None]
            if record.eyes_high_cm is not None:
                known.append(f"eyes {record.eyes_high_cm:+.1f} cm above the drawn line")
            return ", ".join(known)
        case LightSetting():
            held = {Held.LOCKED: "held", Held.REFUSED: "refused", None: "not adjustable"}
            return (
                f"level {record.level:.0f}, colour {record.cast:.1f}; exposure {held[record.exposure]}, "
                f"white balance {held[record.white_balance]}"
            )
        case Lamps():
            values = (("wall", record.wall_sides, " %"), ("cheeks", record.cheeks, " %"))
            known = [f"{name} {100 * value:+.0f}{unit}" for name, value, unit in values if value is not None]
            return "right against left: " + ", ".join(known)
        case Plate():
            size = f"{record.width_px}×{record.height_px}"
            return f"empty booth kept: {size}, {record.frames} pictures, noise {record.noise:.1f}"
