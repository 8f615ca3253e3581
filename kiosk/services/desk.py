"""A desk: a service that takes some of the session's effects and answers with events."""

from __future__ import annotations

from typing import Protocol

from kiosk.session.effects import Effect


class Desk(Protocol):
    """Called on the owner thread; never blocks it, and answers through the inbox."""

    def start(self) -> None:
        """Begin to work."""
        ...

    def stop(self) -> None:
        """Let go of threads and calls; nothing is posted afterwards."""
        ...

    def carry_out(self, effect: Effect) -> bool:
        """Take the effect on and return True, or leave it to another desk."""
        ...

    def forget(self) -> None:
        """Drop every trace of the person who was here."""
        ...


class Threadless:
    """The rest of a desk that has no thread of its own and keeps nothing of a person."""

    def start(self) -> None:
        """Nothing runs here."""

    def stop(self) -> None:
        """Nothing runs here."""

    def forget(self) -> None:
        """Nothing is kept here."""
