"""The finished photo with its lines, bands and marks, as an image for the screen."""

from __future__ import annotations

from PySide6.QtGui import QImage

from kiosk.guidance.verdict import Capture
from kiosk.photo.annotate import annotated
from kiosk.photo.finished import FinishedPhoto
from kiosk.photo.fonts import find_typeface, font_folders
from kiosk.photo.places import in_photo
from kiosk.photo.words import Words


def lined(photo: FinishedPhoto, capture: Capture | None, words: Words) -> QImage:
    """Draw the lines; marks need the capture, whose places are those of the photo but for the crop."""
    seen = None if capture is None else in_photo(capture.observation, photo.crop, photo.scale)
    remedies = {misfit.band: words.remedy[misfit.remedy] for misfit in photo.misfits}
    typeface = find_typeface(font_folders())
    drawn = annotated(photo.jpeg, photo.inspection, seen, words, typeface, remedies=remedies, legend=False)
    width, height = drawn.size
    return QImage(drawn.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
