"""The seam between the kiosk and whatever delivers pictures."""

from __future__ import annotations

from typing import Protocol

from kiosk.camera.frame import Frame


class Camera(Protocol):
    """Delivers frames; owned and called by one thread (the camera thread)."""

    @property
    def name(self) -> str:
        """What an operator calls it, e.g. ``device:0`` or ``sitter``."""
        ...

    def open(self) -> None:
        """Start delivering.

        Raises
        ------
        KioskError
            ``camera-missing``, ``camera-busy`` or ``camera-unreadable``; calling again may succeed.
        """
        ...

    def read(self, timeout_s: float) -> Frame | None:
        """Return the next frame, or None when none came within ``timeout_s``.

        Raises
        ------
        KioskError
            ``camera-lost`` when the source is gone (call :meth:`close`, then :meth:`open` again),
            ``camera-ended`` when a finite source has no more pictures.
        """
        ...

    def close(self) -> None:
        """Let go of the source; safe to call twice."""
        ...
