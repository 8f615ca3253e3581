"""Directs the virtual sitter: what it hears, and a capture code of its own for each session."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from kiosk.capture_code.demo import DemoCode, demo_code
from kiosk.clock import Clock
from kiosk.guidance.verdict import Hint
from kiosk.session.state import Step


@runtime_checkable
class Sitter(Protocol):
    """A camera before which somebody sits who hears what the kiosk says, as the virtual sitter does."""

    def hear(self, hint: str | None, stage: str) -> None: ...

    def show_code(self, text: str | None) -> None: ...

    def stay_away(self, on: bool) -> None: ...


class Director:
    """Lets the sitter hear what the kiosk says, when it changes.

    Attributes
    ----------
    code
        The code the sitter holds up now, with what its invented holder would type.
    """

    def __init__(self, sitter: Sitter, clock: Clock) -> None:
        self._sitter = sitter
        self._clock = clock
        self._people = 0
        self._step = Step.ATTRACT
        self._heard: tuple[str | None, Step] | None = None
        self.code = self._next_code()

    def follow(self, step: Step, hint: Hint | None) -> None:
        """Take in the session's step and what the coach says."""
        if step is not self._step and (step is Step.ATTRACT or self._step is Step.TAKEN):
            self.code = self._next_code()
        if step is not Step.CALIBRATE and self._step is Step.CALIBRATE:
            self.clear_room(False)
        self._step = step
        heard = (None if hint is None else hint.code, step)
        if heard != self._heard:
            self._heard = heard
            self._sitter.hear(heard[0], str(step))

    def clear_room(self, empty: bool) -> None:
        """Send the sitter out of the room, or let somebody come in again."""
        self._sitter.stay_away(empty)

    def _next_code(self) -> DemoCode:
        code = demo_code(self._people, self._clock.now())
        self._people += 1
        self._sitter.show_code(code.text)
        return code
