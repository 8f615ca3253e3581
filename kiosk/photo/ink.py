"""Lines, marks and two-language text on a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PIL import Image, ImageDraw

from kiosk.geometry import Point
from kiosk.photo.finished import Check, CheckStatus
from kiosk.photo.fonts import Face, Typeface
from kiosk.photo.places import Spot
from kiosk.photo.words import Said

Rgb = tuple[int, int, int]

INK: Rgb = (19, 35, 58)
SOFT: Rgb = (74, 90, 112)
PAPER: Rgb = (255, 255, 255)
COLOURS: dict[CheckStatus, Rgb] = {
    CheckStatus.PASS: (14, 143, 91),
    CheckStatus.FAIL: (197, 52, 52),
    CheckStatus.UNKNOWN: (196, 116, 0),
}
"""The screen's own good, bad and look-here; each also has its own sign, for who sees colours alike."""
VEIL = 36
"""Opacity of a band's stripe, of 255: the face below stays visible."""
LAST_NARROW = "⹿"
"""The last character before the Chinese ones: words up to it are broken at spaces only."""
LEADING = 1.32
"""Line height by letter height."""


def weight(check: Check) -> CheckStatus:
    """Return how a check is shown: as failed only where it decides, else as something to look at."""
    if check.status is CheckStatus.FAIL and not check.must:
        return CheckStatus.UNKNOWN
    return check.status


@dataclass(frozen=True)
class Ink:
    """Draws on one picture.

    Parameters
    ----------
    picture
        RGB; it is changed.
    """

    picture: Image.Image
    typeface: Typeface

    @property
    def _draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.picture)

    def stripe(self, box: tuple[float, float, float, float], colour: Rgb) -> None:
        """Lay a translucent stripe over (left, top, right, bottom)."""
        left, top, right, bottom = (round(edge) for edge in box)
        if right > left and bottom > top:
            part = self.picture.crop((left, top, right, bottom))
            self.picture.paste(
                Image.blend(part, Image.new("RGB", part.size, colour), VEIL / 255), (left, top)
            )
        draw = self._draw
        for x0, y0, x1, y1 in ((left, top, right, top), (left, bottom, right, bottom)):
            if right - left >= bottom - top:
                draw.line((x0, y0, x1, y1), colour, 1)
        if right - left < bottom - top:
            draw.line((left, top, left, bottom), colour, 1)
            draw.line((right, top, right, bottom), colour, 1)

    def line(self, start: Point, end: Point, colour: Rgb, width: int = 3) -> None:
        """Draw a line with a pale rim, so that it stands out on hair and on a pale wall alike."""
        draw = self._draw
        draw.line((*start, *end), PAPER, width + 2)
        draw.line((*start, *end), colour, width)

    def dimension(self, start: Point, end: Point, colour: Rgb) -> None:
        """Draw a level or upright measuring line with a cross stroke at either end."""
        self.line(start, end, colour, 2)
        upright = abs(end.x - start.x) < abs(end.y - start.y)
        dx, dy = (8, 0) if upright else (0, 8)
        for point in (start, end):
            self.line(Point(point.x - dx, point.y - dy), Point(point.x + dx, point.y + dy), colour, 2)

    def cross(self, at: Point, size: float, colour: Rgb) -> None:
        """Draw a small cross where a point was found."""
        self.line(Point(at.x - size, at.y), Point(at.x + size, at.y), colour, 2)
        self.line(Point(at.x, at.y - size), Point(at.x, at.y + size), colour, 2)

    def ring(self, spot: Spot, colour: Rgb) -> None:
        """Draw a ring round a place."""
        (x, y), half_width, half_height = spot.centre, spot.half_width, spot.half_height
        box = (x - half_width, y - half_height, x + half_width, y + half_height)
        self._draw.ellipse((box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1), outline=PAPER, width=5)
        self._draw.ellipse(box, outline=colour, width=3)

    def badge(self, at: Point, number: int, colour: Rgb, radius: float = 14) -> None:
        """Draw a number on a disc."""
        draw = self._draw
        draw.ellipse((at.x - radius, at.y - radius, at.x + radius, at.y + radius), colour, PAPER, 2)
        draw.text((at.x, at.y), str(number), PAPER, self.face(round(radius * 1.25)), anchor="mm")

    def sign(self, status: CheckStatus, at: Point, size: float) -> None:
        """Draw a tick, a cross or an exclamation mark on a coloured disc whose middle is ``at``."""
        draw, radius = self._draw, size / 2
        draw.ellipse((at.x - radius, at.y - radius, at.x + radius, at.y + radius), COLOURS[status])
        stroke, arm = max(2, round(size / 9)), size * 0.22
        if status is CheckStatus.PASS:
            corners = [(at.x - arm, at.y), (at.x - arm / 4, at.y + arm * 0.8), (at.x + arm, at.y - arm * 0.8)]
            draw.line(corners, PAPER, stroke, joint="curve")
        elif status is CheckStatus.FAIL:
            draw.line((at.x - arm, at.y - arm, at.x + arm, at.y + arm), PAPER, stroke)
            draw.line((at.x - arm, at.y + arm, at.x + arm, at.y - arm), PAPER, stroke)
        else:
            draw.text((at.x, at.y), "!", PAPER, self.face(round(size * 0.72)), anchor="mm")

    def face(self, px: int) -> Face:
        """Return the font at a size."""
        return self.typeface.sized(px)

    def text(self, at: Point, text: str, px: int, colour: Rgb = INK, anchor: str = "la") -> None:
        """Write one line; ``anchor`` as Pillow names it."""
        self._draw.text(at, text, colour, self.face(px), anchor=anchor)

    def both(self, said: Said) -> str:
        """Return both languages in one line, English alone without Chinese characters."""
        return f"{said.zh} {said.en}" if self.typeface.chinese else said.en

    def wrapped(self, text: str, px: int, width: float) -> list[str]:
        """Break a text into lines of at most ``width`` px: at spaces, and between Chinese characters."""
        face, lines, line = self.face(px), [], ""
        for piece in _pieces(text):
            if line and face.getlength(line + piece.rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece if line else piece.lstrip()
        return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """Return the parts between which a line may be broken; closing punctuation stays with what it closes."""
    return re.findall(rf"[ -{LAST_NARROW}]*? +|[ -{LAST_NARROW}]+|.[，。；：、）]*", text)
