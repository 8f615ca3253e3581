"""What is wrong with the booth now."""

from __future__ import annotations

from kiosk.errors import KioskError
from kiosk.session import events as ev


class Faults:
    """Heard from events, in the order in which they came up."""

    def __init__(self) -> None:
        self._known: dict[str, KioskError] = {}

    def hear(self, event: ev.Event) -> None:
        """Take up a fault, or that one is over."""
        if isinstance(event, ev.Fault):
            self._known[event.error.code] = event.error
        elif isinstance(event, ev.FaultCleared):
            self._known.pop(event.code, None)

    @property
    def first(self) -> KioskError | None:
        """The oldest of them."""
        return self.beside(None)

    def beside(self, code: str | None) -> KioskError | None:
        """Return the oldest that is not ``code``."""
        return next((error for known, error in self._known.items() if known != code), None)
