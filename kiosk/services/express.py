"""Express mode's desk: makes and submits the photos of people who have already stood up."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.campaign.campaign import Campaign
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto
from kiosk.services.darkroom import Darkroom
from kiosk.session.effects import Effect, HandOver, SaveSubmission
from kiosk.session.events import Event
from kiosk.session.lane import (
    DevelopTicket,
    KeepAsked,
    Lane,
    Phase,
    SaveTicket,
    TicketDeveloped,
    TicketFailed,
    TicketSaved,
    TicketUnsaved,
    move,
    take_in,
)
from kiosk.session.state import ExpressTiming

log = logging.getLogger(__name__)


class ExpressDesk:
    """Owns the lane; a :class:`kiosk.services.desk.Desk` whose tickets outlive the session they came from.

    All methods belong to the owner thread; ``save`` and what ``develop`` gives run on the photo thread.

    Parameters
    ----------
    develop
        Gives how the photo of whoever is here is made.
    campaign
        Returns the one in force: a photo belongs to the campaign it was taken in.
    save
        Makes a submission durable and returns its id; whoever delivers is woken by it.
    ask
        Takes effects of the session (a photo counted), as the session's own.
    again
        Told why each photo has to be taken once more.
    """

    def __init__(
        self,
        timing: ExpressTiming,
        clock: Clock,
        darkroom: Darkroom,
        develop: Callable[[], Callable[[Capture], FinishedPhoto]],
        campaign: Callable[[], Campaign],
        save: Callable[[SaveSubmission, Campaign], str],
        post: Callable[[Event], None],
        ask: Callable[[Effect], bool],
        again: Callable[[tuple[str, ...]], None],
    ) -> None:
        self._timing, self._clock, self._darkroom = timing, clock, darkroom
        self._campaign, self._campaigns = campaign, dict[str, Campaign]()
        self._develop, self._save, self._post, self._ask = develop, save, post, ask
        self._again = again
        self._closing = False
        self.lane = Lane()
        """Every ticket there is."""

    def start(self) -> None:
        """Nothing runs until a photo is handed over."""

    def stop(self) -> None:
        """Say what is lost; :meth:`hurry` and patience keep that from happening."""
        if self.lane.unsettled:
            log.error("photos of express mode are lost: the program ended before they were saved")
        self.lane = Lane()

    def forget(self) -> None:
        """A session's end means nothing here: the photos on their tickets are awaited by their people."""

    def hurry(self) -> None:
        """From now on wait for nobody's objection: the program ends."""
        self._closing = True
        self.hear(KeepAsked())

    def carry_out(self, effect: Effect) -> bool:
        """Take a photo in."""
        if not isinstance(effect, HandOver):
            return False
        self._campaigns[effect.session] = self._campaign()
        self.lane, asked = take_in(self.lane, effect, self._clock.monotonic())
        self._do(asked)
        return True

    def hear(self, event: Event) -> None:
        """Let an event move the tickets."""
        before = self.lane
        self.lane, asked = move(before, event, self._clock.monotonic(), self._timing)
        self._do(asked)
        for old, new in zip(before.tickets, self.lane.tickets, strict=False):
            if new.phase is Phase.RETAKE and old.phase is not Phase.RETAKE and new.id == old.id:
                self._again(new.faults or (new.reason or "",))
        if len(self._campaigns) > len(self.lane.tickets):
            known = {ticket.id for ticket in self.lane.tickets}
            self._campaigns = {id_: each for id_, each in self._campaigns.items() if id_ in known}
        if self._closing and isinstance(event, TicketDeveloped):
            self.hear(KeepAsked(event.ticket))

    def _do(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            match effect:
                case DevelopTicket(ticket, taken):
                    self._begin_developing(ticket, taken.capture)
                case SaveTicket(ticket, save):
                    self._begin_saving(ticket, save)
                case _:
                    self._ask(effect)

    def _begin_developing(self, ticket: str, capture: Capture) -> None:
        develop = self._develop()
        self._darkroom.do(
            lambda: develop(capture),
            lambda photo: self._post(TicketDeveloped(ticket, photo)),
            lambda error: self._post(TicketFailed(ticket, error)),
        )

    def _begin_saving(self, ticket: str, save: SaveSubmission) -> None:
        def failed(error: KioskError) -> None:
            log.error("an express photo is not saved yet: %s", error.code)
            self._post(TicketUnsaved(ticket))

        campaign = self._campaigns[ticket]
        self._darkroom.do(
            lambda: self._save(save, campaign),
            lambda submission: self._post(TicketSaved(ticket, submission)),
            failed,
        )
