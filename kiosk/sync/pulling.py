"""Bringing a booth's memory up to date with the server's: campaigns, rosters, reviews, photo counts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from kiosk.campaign.campaign import campaign_from_json
from kiosk.campaign.roster import RosterEntry
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.sync.directory import Configuration, Directory
from kiosk.sync.outbox import Memory
from kiosk.sync.outcome import Meaning, Outcome

log = logging.getLogger(__name__)

BATCH = 500
KEEP_COUNTS = timedelta(days=62)
"""Longer than any pause of the limits (31 days at most), so no count is dropped that still matters."""


class Pull:
    """One round at a time; owned by the sync thread.

    ``changed`` is called when the campaigns are others now.
    """

    def __init__(
        self, memory: Memory, directory: Directory, clock: Clock, changed: Callable[[], None]
    ) -> None:
        self._memory, self._directory, self._clock, self._changed = memory, directory, clock, changed

    def step(self) -> Outcome:
        """Ask for everything once; the first call that fails ends the round and is returned."""
        for part in (self._tell_photos, self._take_news, self._take_configuration):
            outcome = part()
            if outcome.meaning is not Meaning.DONE:
                log.info("the booth's memory is not brought up to date: %s", outcome.reason)
                return outcome
        return outcome

    def _tell_photos(self) -> Outcome:
        outcome = Outcome(Meaning.DONE, "nothing-to-tell")
        while counts := self._memory.untold_photos(BATCH):
            outcome = self._directory.tell_photos(counts)
            if outcome.meaning is not Meaning.DONE:
                return outcome
            self._memory.mark_told([count.id for count in counts])
        self._memory.forget_photos(self._clock.now() - KEEP_COUNTS)
        return outcome

    def _take_news(self) -> Outcome:
        while True:
            cursor = self._memory.cursor()
            outcome, news, reached = self._directory.news(cursor)
            if outcome.meaning is not Meaning.DONE or reached <= cursor:
                return outcome
            self._memory.note_review(news, reached)

    def _take_configuration(self) -> Outcome:
        outcome, configuration = self._directory.configuration(self._memory.config_etag())
        if configuration is None:
            return outcome
        faulty = _faulty(configuration)
        if faulty is not None:
            # A newer server's campaign that this version cannot read: the old one goes on.
            log.error("a campaign of the server cannot be used: %s", faulty)
            return Outcome(Meaning.BLOCK, "campaign-invalid")
        for campaign, version in configuration.rosters.items():
            if self._memory.roster_version(campaign) != version:
                outcome = self._take_roster(campaign)
                if outcome.meaning is not Meaning.DONE:
                    return outcome
        # Last, with its etag: an interrupted round begins again.
        self._memory.keep_campaigns(configuration.campaigns, configuration.etag, configuration.served)
        self._changed()
        return outcome

    def _take_roster(self, campaign: str) -> Outcome:
        entries: list[RosterEntry] = []
        after: str | None = None
        version: int | None = None
        while True:
            outcome, page = self._directory.roster_page(campaign, after)
            if page is None:
                return outcome
            if version is not None and page.version != version:
                return Outcome(Meaning.RETRY, "roster-changed")  # under our hands; the next round takes it
            version = page.version
            entries += page.entries
            after = page.next
            if after is None:
                self._memory.keep_roster(campaign, version, entries)
                return outcome


def _faulty(configuration: Configuration) -> str | None:
    """Return the id of the first campaign that is not one."""
    for document in configuration.campaigns:
        try:
            campaign_from_json(document, Path("device/config"))
        except KioskError:
            return str(document.get("id", "?"))[:40]
    return None
