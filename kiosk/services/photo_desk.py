"""The photo of a session: developed and saved on the photo thread, told by events."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.campaign.campaign import Campaign
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto
from kiosk.services.darkroom import Darkroom
from kiosk.services.desk import Threadless
from kiosk.session import effects as fx
from kiosk.session import events as ev


class PhotoDesk(Threadless):
    """A :class:`kiosk.services.desk.Desk`; its thread is the darkroom's.

    Parameters
    ----------
    develop
        Makes the finished photo; on the photo thread.
    keep
        Saves a submission and returns its id once it is on disk; on the photo thread.
    campaign
        The campaign the session is for.
    """

    def __init__(
        self,
        darkroom: Darkroom,
        develop: Callable[[Capture], FinishedPhoto],
        keep: Callable[[fx.SaveSubmission, Campaign], str],
        campaign: Callable[[], Campaign],
        post: Callable[[ev.Event], None],
    ) -> None:
        self._darkroom, self._develop, self._keep = darkroom, develop, keep
        self._campaign, self._post = campaign, post

    def carry_out(self, effect: fx.Effect) -> bool:
        """Take on what makes and keeps the photo."""
        match effect:
            case fx.DevelopPhoto(capture):
                self._darkroom.do(
                    lambda: self._develop(capture),
                    lambda photo: self._post(ev.Developed(photo, capture)),
                    lambda error: self._post(ev.DevelopFailed(error, capture)),
                )
            case fx.SaveSubmission():
                submission, campaign = effect, self._campaign()
                self._darkroom.do(
                    lambda: self._keep(submission, campaign),
                    lambda saved: self._post(ev.Saved(saved)),
                    lambda error: self._post(ev.SaveFailed(error)),
                )
            case _:
                return False
        return True
