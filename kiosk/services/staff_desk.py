"""What staff ask for on the booth's own pages: to be let in, and what is held up to be sent again."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.errors import KioskError
from kiosk.services.darkroom import Darkroom
from kiosk.services.desk import Threadless
from kiosk.services.pin import PinCheck
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.store.upkeep import Upkeep

log = logging.getLogger(__name__)

HELD_SHOWN = 50
"""Of what is held up; a booth with more needs ``kiosk queue``."""


class StaffDesk(Threadless):
    """A :class:`kiosk.services.desk.Desk` whose work is done on the photo thread.

    Parameters
    ----------
    resume
        Lets the courier look at the queue again.
    """

    def __init__(
        self,
        pin: PinCheck,
        upkeep: Upkeep,
        darkroom: Darkroom,
        resume: Callable[[], None],
        post: Callable[[ev.Event], None],
    ) -> None:
        self._pin, self._upkeep, self._darkroom = pin, upkeep, darkroom
        self._resume, self._post = resume, post

    def carry_out(self, effect: fx.Effect) -> bool:
        """Take on what staff ask for."""
        match effect:
            case fx.CheckPin(pin, knock):
                self._darkroom.do(  # argon2 takes its time on purpose: not on the GUI thread
                    lambda: self._pin.refusal(pin, knock.door),
                    lambda refusal: self._post(
                        ev.OperatorGranted(knock) if refusal is None else ev.OperatorDenied(refusal, knock)
                    ),
                    lambda error: self._post(ev.OperatorDenied("pin-wrong", knock)),
                )
            case fx.SendAgain():
                self._darkroom.do(self._release_all, lambda _: self._resume(), _unreleased)
            case fx.Release(submission):
                self._darkroom.do(
                    lambda: self._upkeep.release(submission), lambda _: self._resume(), _unreleased
                )
            case _:
                return False
        return True

    def left(self, door: str) -> None:
        """Have it written down that staff left the page they were let in on."""
        self._darkroom.do(
            lambda: self._pin.left(door),
            lambda _: None,
            lambda error: log.error("that staff left is not in the record: %s", error.code),
        )

    def _release_all(self) -> None:
        """Put back what is held up; what is damaged stays where it is."""
        for held in self._upkeep.held_up(HELD_SHOWN):
            try:
                self._upkeep.release(held.id)
            except KioskError as error:
                if error.code not in ("sealed-damaged", "release-not-held"):
                    raise
        self._upkeep.retry()


def _unreleased(error: KioskError) -> None:
    log.error("what is held up could not be released: %s", error.code)
