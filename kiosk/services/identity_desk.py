"""Who says to be the person of a code: asked of the roster and the code itself."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.identity import Confirmed, IdentityCheck, Refused
from kiosk.campaign.roster import Roster, RosterEntry
from kiosk.capture_code.code import CaptureCode
from kiosk.errors import KioskError
from kiosk.services.desk import Threadless
from kiosk.session import effects as fx
from kiosk.session import events as ev

log = logging.getLogger(__name__)


class IdentityDesk(Threadless):
    """A :class:`kiosk.services.desk.Desk` that answers at once.

    Misses outlive the person: they are counted by code, to slow down whoever guesses.
    """

    def __init__(
        self,
        identity: IdentityCheck,
        roster: Roster,
        campaign: Callable[[], Campaign],
        post: Callable[[ev.Event], None],
    ) -> None:
        self._identity, self._roster, self._campaign, self._post = identity, roster, campaign, post

    def carry_out(self, effect: fx.Effect) -> bool:
        """Take on the check of the answers."""
        if not isinstance(effect, fx.CheckIdentity):
            return False
        campaign = self._campaign()
        entry = self._found(effect.code)
        match self._identity.check(effect.code, effect.answers, campaign.identity, campaign.salt, entry):
            case Confirmed(person):
                self._post(ev.IdentityConfirmed(person))
            case Refused(notice, locked_until):
                self._post(ev.IdentityRefused(notice, effect.code.raw, locked_until))
        return True

    def _found(self, code: CaptureCode) -> RosterEntry | None:
        try:
            return self._roster.find(code)
        except KioskError as error:  # saving will fail as well, and say so; nobody is turned away for it here
            log.error("the roster cannot be read: %s", error.code)
            return None
