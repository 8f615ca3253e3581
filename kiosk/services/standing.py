"""Where a person stands: from this booth's own memory."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.standing import History, judge_standing
from kiosk.clock import Clock
from kiosk.session import effects as fx
from kiosk.session import events as ev


class StandingDesk:
    """Answers :class:`kiosk.session.effects.FindStanding`; owned by the owner thread."""

    def __init__(self, campaign: Campaign, clock: Clock, post: Callable[[ev.Event], None]) -> None:
        self._campaign, self._clock, self._post = campaign, clock, post

    def start(self) -> None:
        """Nothing to begin."""

    def stop(self) -> None:
        """Nothing to let go of."""

    def forget(self) -> None:
        """Nothing is kept between sessions."""

    def carry_out(self, effect: fx.Effect) -> bool:
        match effect:
            case fx.FindStanding(code, _):
                standing = judge_standing(self._campaign, code, False, History(), self._clock.now())
                self._post(ev.StandingKnown(standing))
            case fx.CountPhoto():
                pass
            case _:
                return False
        return True
