"""Everything that makes a finished photo and says whose it is: composed here, worked by the photo thread."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from kiosk.camera.frame import Picture
from kiosk.campaign.campaign import Campaign
from kiosk.guidance.rules import Rules
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.studio_file import load_studio_limits
from kiosk.services.comparing import CompareDesk
from kiosk.services.darkroom import Darkroom
from kiosk.services.developing import Developer
from kiosk.services.liveness import LiveDesk
from kiosk.session import events as ev
from kiosk.store.store import Store
from kiosk.sync.settings import SyncSettings


class PhotoRoom:
    """Developing, the look for a living person and the comparison, one after the other.

    Parameters
    ----------
    plate
        The empty booth as it was calibrated last.
    campaign
        The campaign the session is for.

    Attributes
    ----------
    lively
        Develops a capture and says whether somebody alive was there; compares with nobody.
    """

    def __init__(
        self,
        models: Path,
        spec: PhotoSpec,
        rules: Rules,
        plate: Callable[[], Picture | None],
        store: Store,
        campaign: Callable[[], Campaign],
        sync: SyncSettings,
        post: Callable[[ev.Event], None],
    ) -> None:
        self.developer = Developer(models, spec, rules, plate)
        self.live = LiveDesk(models, lambda: campaign().steps.live_person)
        self.darkroom = Darkroom(self.developer.prepare, self.developer.release)
        self.compare = CompareDesk(store, campaign, sync, self.darkroom, post)
        self.lively = self.live.developing(self.developer.develop)
        self._studio = load_studio_limits()

    def develop(self, capture: Capture) -> FinishedPhoto:
        """Return the finished photo of a capture; the photo thread's call."""
        return self.compare.finished(self.lively(capture), capture)

    def develop_file(self, data: bytes, waived: Collection[str] = ()) -> tuple[FinishedPhoto, Capture]:
        """Return the photo of a studio's file and what it was made of; the photo thread's call."""
        photo, capture = self.developer.develop_file(data, self._studio, waived)
        return self.compare.finished(photo, capture), capture
