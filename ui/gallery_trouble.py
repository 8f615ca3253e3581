"""Trouble as the gallery shows it: each picture once, with and without somebody in front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.errors import KioskError
from kiosk.session.state import SessionState, Step
from ui.exhibit import Exhibit


def trouble_exhibits(somebody: SessionState) -> Iterator[Exhibit]:
    """Yield the pages; ``somebody`` is a session under way."""
    framing = replace(somebody, step=Step.TROUBLE, back=Step.FRAME)
    lost = KioskError("camera-lost", "The camera fell silent.", "Check its cable.")
    yield Exhibit("trouble", replace(framing, trouble=lost))
    dark = KioskError("lights-off", "The lamps are off.", "Switch them on.")
    yield Exhibit("trouble-lights", SessionState(step=Step.TROUBLE, back=Step.ATTRACT, trouble=dark))
    full = KioskError("disk-full", "The disk is full.", "Free space.")
    yield Exhibit("trouble-disk", replace(framing, back=Step.REVIEW, trouble=full))
