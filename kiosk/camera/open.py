"""From what an operator writes to a camera."""

from __future__ import annotations

from pathlib import Path

from kiosk.camera.controls import Controls
from kiosk.camera.device import DeviceCamera
from kiosk.camera.replay import HOLD_S, FolderCamera, VideoCamera
from kiosk.camera.source import Camera
from kiosk.clock import Clock
from kiosk.errors import KioskError

CHOICES = "sitter, device:N, video:FILE or folder:DIR"


def open_camera(
    text: str,
    clock: Clock,
    *,
    size: tuple[int, int] = (1280, 720),
    fps: float = 30.0,
    hold_s: float = HOLD_S,
    controls: Controls | None = None,
) -> Camera:
    """Return the camera ``text`` names; nothing is opened before :meth:`Camera.open`.

    Parameters
    ----------
    text
        ``sitter``, ``device:N``, ``video:FILE`` or ``folder:DIR``.
    size, fps
        Width and height in px and frame rate to ask for; recorded pictures keep their own size.
    hold_s
        How long each picture of a folder is shown, s.
    controls
        Exposure and white balance that an attached camera is to hold; None leaves them to it.

    Raises
    ------
    KioskError
        ``camera-unknown`` when the text names none of the choices.
    """
    kind, _, rest = text.strip().partition(":")
    if kind == "sitter" and not rest:
        from kiosk.camera.sitter.camera import SitterCamera  # a booth with a camera never draws anybody

        return SitterCamera(clock, size=size, fps=fps)
    if kind == "device" and rest.isascii() and rest.isdigit():
        return DeviceCamera(int(rest), clock, size, fps, controls=controls)
    if kind == "video" and rest:
        return VideoCamera(Path(rest), clock, fps)
    if kind == "folder" and rest:
        return FolderCamera(Path(rest), clock, fps, hold_s)
    raise KioskError("camera-unknown", f"“{text}” names no camera.", f"Use one of: {CHOICES}.")
