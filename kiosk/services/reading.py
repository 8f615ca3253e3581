"""Reading the codes of a picture thoroughly: what the central server does for a student's phone."""

from __future__ import annotations

from kiosk.camera.frame import Picture
from kiosk.capture_code.reader import CodeReader


def texts_in(picture: Picture) -> tuple[str, ...]:
    """Return the texts of every QR code in a picture, the largest first; from any thread."""
    return tuple(code.text for code in CodeReader().read(picture))  # a reader belongs to one thread
