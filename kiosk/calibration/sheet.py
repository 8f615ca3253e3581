"""A printed sheet that shows a camera how it hangs: a code of known text with level edges."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
import segno
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from kiosk.calibration.uprights import FOCAL_WIDTHS, Upright
from kiosk.camera.frame import Picture

TEXT = "photo-kiosk level sheet"
"""With white space in it: no capture code looks so, and the booth's reader takes it for none."""
_DPI = 150
_A4_PX = (1240, 1754)
_CODE_PX = 840


@dataclass(frozen=True)
class Sheet:
    """The sheet in a picture: ``roll_deg`` as :class:`Upright`, its middle's ``y_px``."""

    roll_deg: float
    y_px: float


def find_sheet(bgr: Picture) -> Sheet | None:
    """Return the sheet, or None when it is not in the picture."""
    grey = np.ascontiguousarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY))
    for code in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode):
        if code.text == TEXT:
            at = code.position
            corners = np.array(
                [(p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)], float
            )
            return Sheet(_roll_deg(corners), float(corners[:, 1].mean()))
    return None


def upright_of(sheet: Sheet, size: tuple[int, int]) -> Upright:
    """Return how the camera hangs when the sheet hangs level on the wall at the lens' own height.

    Parameters
    ----------
    size
        (width, height) of the picture, px.
    """
    width, height = size
    below = (sheet.y_px - height / 2) / (FOCAL_WIDTHS * width)
    return Upright(sheet.roll_deg, float(np.degrees(np.arctan(below))))


def printable() -> bytes:
    """Return the sheet as a PDF page of A4."""
    page = Image.new("L", _A4_PX, 255)
    draw = ImageDraw.Draw(page)
    code = segno.make(TEXT, error="h", micro=False)
    scale = _CODE_PX // code.symbol_size(border=0)[0]
    drawn = io.BytesIO()
    code.save(drawn, kind="png", scale=scale, border=0)
    picture = Image.open(drawn).convert("L")
    left, top = (_A4_PX[0] - picture.width) // 2, (_A4_PX[1] - picture.height) // 2
    page.paste(picture, (left, top))
    middle = _A4_PX[1] // 2
    for x in (60, _A4_PX[0] - 180):
        draw.line([(x, middle), (x + 120, middle)], fill=0, width=4)
    words = (
        "Hang this sheet flat on the wall behind the seat, level,\n"
        "with the two marks at the height of the lens.\n"
        "It shows the kiosk how the camera hangs."
    )
    font = ImageFont.load_default(26)
    draw.multiline_text(
        (_A4_PX[0] / 2, 170), words, fill=0, font=font, anchor="mm", align="center", spacing=12
    )
    out = io.BytesIO()
    page.save(out, "PDF", resolution=_DPI)
    return out.getvalue()


def _roll_deg(corners: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Return the mean lean of the code's four edges; perspective turns opposite ones apart."""
    top_left, top_right, bottom_right, bottom_left = corners
    along = (top_right - top_left) + (bottom_right - bottom_left)
    up = (top_left - bottom_left) + (top_right - bottom_right)
    across_deg = np.degrees(np.arctan2(along[1], along[0]))
    upright_deg = np.degrees(np.arctan2(up[0], -up[1]))
    return float((across_deg + upright_deg) / 2)
