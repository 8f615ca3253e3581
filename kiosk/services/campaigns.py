"""The campaign a booth works for: its own file, or what the central server last sent."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.campaign.campaign import Campaign, campaign_from_json, load_campaign
from kiosk.errors import KioskError
from kiosk.store.memory import Memory

log = logging.getLogger(__name__)


def newest_campaign(id_: str, memory: Memory) -> Campaign:
    """Return the server's campaign as it was last pulled, however long ago, else the booth's own file.

    Raises
    ------
    KioskError
        As :func:`kiosk.campaign.campaign.load_campaign`, when there is neither.
    """
    document = memory.campaign(id_)
    if document is not None:
        try:
            return campaign_from_json(document, Path(f"campaign {id_} of the central server"))
        except KioskError as error:  # kept by another version of this program; the file goes on
            log.error("the server's campaign cannot be used: %s", error.code)
    return load_campaign(id_)


NOT_SERVED = "campaign-not-served"


def not_served(campaign: str, memory: Memory) -> KioskError | None:
    """Return what staff are told when the server bound this booth to other campaigns than its settings name.

    Whatever it would capture then is refused by the server and waits for staff.
    """
    if memory.serves(campaign):
        return None
    return KioskError(
        NOT_SERVED,
        "This booth is set up for a campaign that the central server does not let it serve.",
        "Name the right campaign in the booth's settings, or have the administrator bind the booth anew.",
    )


class CampaignShelf:
    """Holds the campaign; a new one is taken up between two sessions, never within one.

    Parameters
    ----------
    read
        Returns the newest campaign.
    """

    def __init__(self, campaign: Campaign, read: Callable[[], Campaign]) -> None:
        self.current = campaign
        self._read = read
        self._renewed = threading.Event()

    @property
    def is_renewed(self) -> bool:
        """Whether something was said of the campaigns since the last :meth:`take_up`."""
        return self._renewed.is_set()

    def renew(self) -> None:
        """Say that there may be a newer one; from any thread."""
        self._renewed.set()

    def take_up(self) -> bool:
        """Take up a newer campaign, on the owner thread; return whether there was one.

        A campaign of another photo spec needs models and guidance set up anew: it waits for the next start.
        """
        if not self._renewed.is_set():
            return False
        self._renewed.clear()
        try:
            campaign = self._read()
        except KioskError as error:
            log.error("the newest campaign cannot be read: %s", error.code)
            return False
        if campaign.spec != self.current.spec:
            log.warning("the campaign has another photo spec now: start the booth again to use it")
            return False
        changed, self.current = campaign != self.current, campaign
        return changed
