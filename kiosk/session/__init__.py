"""The collection session: a pure state machine, ``advance(state, event, now) -> state, effects``."""

from kiosk.session.machine import advance
from kiosk.session.state import SessionState, Step, Timing

__all__ = ["SessionState", "Step", "Timing", "advance"]
