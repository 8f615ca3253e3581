"""The steps of a booth's set-up: each does one thing, keeps it at once and says what came of it.

The screen's pages (:mod:`kiosk.services.setup_booth`) and a file of answers
(:mod:`kiosk.services.first_run`) take the same steps.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.clock import Clock
from kiosk.durable import make_directory
from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.photo.spec import load_spec
from kiosk.services.build import open_keys, open_store
from kiosk.services.campaigns import newest_campaign
from kiosk.services.enrolling import enrol_booth
from kiosk.services.pin import PinCheck, PinLock, hash_pin
from kiosk.services.setup_file import change, settings_or_first
from kiosk.services.setup_record import Chapter, Mark, SetupRecord, keep_record, load_record
from kiosk.store.store import Store
from kiosk.sync.credentials import Credentials, checked_url
from kiosk.sync.link import Link
from kiosk.sync.settings import load_sync_settings

log = logging.getLogger(__name__)

T = TypeVar("T")

DOOR = "set-up"
"""Where a PIN was typed, for the record of staff."""
CAMPAIGNS_WITHIN_S = 6.0
"""So long the server is waited for after the enrolment, for the campaigns it has for this booth."""
POLL_S = 0.05


@dataclass(frozen=True)
class Enrolment:
    """Where the booth is enrolled, and as which device."""

    url: str
    device: str


class SetUp:
    """What has been set up, and the steps; one thread at a time.

    Parameters
    ----------
    config
        The settings file; it need not be there yet.

    Raises
    ------
    KioskError
        As :func:`kiosk.settings.load_settings`, of a file that is there.
    """

    def __init__(self, config: Path, clock: Clock) -> None:
        self._config, self._clock = config, clock
        self._pin_lock = PinLock(clock.monotonic())
        self.settings = settings_or_first(config)
        self.record = load_record(self.settings.data_dir) or SetupRecord()

    def begin_again(self) -> None:
        """Forget every mark: all of it is answered anew."""
        self._keep(SetupRecord())

    def mark(self, chapter: Chapter, mark: Mark = Mark.DONE) -> None:
        """Write down what became of a chapter."""
        self._keep(self.record.marked(chapter, mark))

    def finish(self) -> None:
        """Write down that staff are through; what is open they left for later."""
        record = self.record
        for chapter in Chapter:
            if chapter not in record.marks:
                record = record.marked(chapter, Mark.LATER)
        self._keep(replace(record, finished=True))

    def answer(self, answers: Mapping[str, object]) -> None:
        """Write answers (dotted key → value) into the settings file."""
        self.settings = change(self._config, answers)

    def choose_pin(self, pin: str) -> None:
        """Set the PIN of the staff corner.

        Raises
        ------
        KioskError
            ``pin-too-short``.
        """
        self.answer({"operator.pin_hash": hash_pin(pin)})
        self.mark(Chapter.PIN)

    def choose_campaign(self, id_: str) -> Campaign:
        """Set the campaign; its photo spec must be there.

        Raises
        ------
        KioskError
            As :func:`kiosk.campaign.campaign.load_campaign` and :func:`kiosk.photo.spec.load_spec`.
        """
        campaign = self._with_store(lambda store: newest_campaign(id_, store.memory))
        load_spec(campaign.spec, self.settings.specs_dir)
        self.answer({"campaign": id_})
        return campaign

    def campaigns(self) -> tuple[Campaign, ...]:
        """Return what may be chosen: the server's campaigns for this booth, then those beside the settings.

        One that cannot be read is not among them; the log says why.
        """

        def of_server(store: Store) -> list[Campaign]:
            served = [id_ for id_ in store.memory.campaign_ids() if store.memory.serves(id_)]
            return _readable(served, lambda id_: newest_campaign(id_, store.memory))

        found = self._with_store(of_server) if (self.settings.data_dir / "store").exists() else []
        own = sorted(file.stem for file in (config_dir() / "campaigns").glob("*.toml"))
        known = {campaign.id for campaign in found}
        return (*found, *_readable((id_ for id_ in own if id_ not in known), load_campaign))

    def enrol(self, url: str, code: str) -> Enrolment:
        """Make the booth known to its server and wait a moment for the campaigns the server has for it.

        Raises
        ------
        KioskError
            As :func:`kiosk.services.enrolling.enrol_booth`; the address stays for the next try.
        """
        url = checked_url(url)
        self.answer({"central.url": url})
        device = enrol_booth(self.settings, self._clock, url, code)
        self._pull_campaigns()
        self.mark(Chapter.CENTRAL)
        return Enrolment(url, device)

    def enrolment(self) -> Enrolment | None:
        """Return where the booth is enrolled; None before."""
        if not (self.settings.data_dir / "store").exists():
            return None
        kept = self._with_store(lambda store: Credentials.kept(store.secrets))
        return None if kept is None else Enrolment(kept.url, kept.device)

    def refusal(self, pin: str) -> str | None:
        """Return None when the PIN of the staff corner is right, else the code of why nobody gets in."""
        stored, clock, lock = self.settings.operator.pin_hash, self._clock, self._pin_lock
        return self._with_store(lambda store: PinCheck(stored, clock, store.staff, lock).refusal(pin, DOOR))

    def _pull_campaigns(self) -> None:
        """Wait for the server's campaigns; without an answer those of the booth's own files are offered."""

        def pull(store: Store) -> None:
            link = Link(store, load_sync_settings(), self._clock)
            link.start()
            try:
                end = self._clock.monotonic() + CAMPAIGNS_WITHIN_S
                while store.memory.config_etag() is None and self._clock.monotonic() < end:
                    time.sleep(POLL_S)
            finally:
                link.stop()

        self._with_store(pull)

    def _with_store(self, look: Callable[[Store], T]) -> T:
        store = open_store(self.settings, open_keys(self.settings), self._clock)
        try:
            return look(store)
        finally:
            store.close()

    def _keep(self, record: SetupRecord) -> None:
        if record != self.record:
            make_directory(self.settings.data_dir)
            keep_record(self.settings.data_dir, record)
            self.record = record


def _readable(ids: Iterable[str], load: Callable[[str], Campaign]) -> list[Campaign]:
    """Return the campaigns that can be read: one with a slip in it does not hide the others."""
    found = []
    for faulty in ids:
        try:
            found.append(load(faulty))
        except KioskError as error:
            log.error("the campaign %s is not offered: %s", faulty, error.code)
    return found
