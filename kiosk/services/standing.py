"""Where a person stands: by the central server if it answers in time, else by this booth's own memory."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.digests import person_key
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.standing import History, Review, judge_standing
from kiosk.capture_code.code import CaptureCode
from kiosk.capture_code.payload import parse_payload
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.log import short_id
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.store.ledger import WrongState
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from kiosk.sync.credentials import Credentials
from kiosk.sync.directory import Directory, Known
from kiosk.sync.settings import SyncSettings

log = logging.getLogger(__name__)

Job = Callable[[Campaign], ev.Event | None]

WITHDRAW_FAILED = "withdraw-failed"
PATIENCE_S = 2.0
"""A person waits this long for the server's word; then the booth's own memory decides."""


class StoredRoster:
    """The roster as the booth keeps it; found by the campaign's digest of the code."""

    def __init__(self, store: Store, campaign: Callable[[], Campaign]) -> None:
        self._store, self._campaign = store, campaign

    def find(self, code: CaptureCode) -> RosterEntry | None:
        """Return the holder of a code, None when nobody is known by it."""
        campaign = self._campaign()
        return self._store.memory.roster_entry(campaign.id, person_key(campaign.salt, code))


class StandingDesk:
    """Finds standings, counts photos, withdraws; a thread of its own named ``standing``.

    Parameters
    ----------
    campaign
        The one of the session that runs now.
    withdrawn
        Called when a withdrawal waits for delivery.
    """

    def __init__(
        self,
        store: Store,
        campaign: Callable[[], Campaign],
        settings: SyncSettings,
        clock: Clock,
        post: Callable[[ev.Event], None],
        withdrawn: Callable[[], None],
    ) -> None:
        self._store, self._campaign, self._clock = store, campaign, clock
        self._post, self._withdrawn = post, withdrawn
        self._settings = settings.within(PATIENCE_S)
        self._directory: Directory | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="standing")
        self._session = 0

    def start(self) -> None:
        """Take up the credentials, if the booth has any."""
        credentials = Credentials.kept(self._store.secrets)
        if credentials is not None:
            self._directory = Directory(credentials, self._settings, self._store.secrets)

    def stop(self) -> None:
        """Break off a call in progress and end the thread; what is to be written down still is."""
        self.forget()
        if self._directory is not None:
            self._directory.abort()
        self._worker.shutdown(wait=True)

    def forget(self) -> None:
        """Answers for the person who was here come too late from now on."""
        self._session += 1

    def carry_out(self, effect: fx.Effect) -> bool:
        """Take on what concerns a person's standing."""
        match effect:
            case fx.FindStanding(code, _):
                self._do(
                    lambda campaign: self._find(campaign, code),
                    lambda campaign: self._let_in(campaign, code),
                    lasting=False,
                )
            case fx.CountPhoto(person):
                self._do(lambda campaign: self._count(campaign, person.code_raw))
            case fx.Withdraw(person):
                failed = ev.WithdrawFailed(WITHDRAW_FAILED, person.code_raw)
                self._do(lambda campaign: self._withdraw(campaign, person.code_raw), lambda _: failed)
            case _:
                return False
        return True

    def _do(self, job: Job, failed: Job = lambda _: None, *, lasting: bool = True) -> None:
        """Have the thread do a job.

        Parameters
        ----------
        failed
            Gives the answer for who waits when a bug ended the job.
        lasting
            Whether it is done though nobody waits any more: it writes something down.
        """
        session, campaign = self._session, self._campaign()

        def work() -> None:
            if not (lasting or session == self._session):
                return
            try:
                answer = job(campaign)
            except Exception:
                log.exception("a job of the standing desk failed")
                answer = failed(campaign)
            if answer is not None and session == self._session:
                self._post(answer)

        self._worker.submit(work)

    def _find(self, campaign: Campaign, code: CaptureCode) -> ev.Event:
        key = person_key(campaign.salt, code)
        try:
            history = self._store.memory.history(campaign.id, key)
            on_roster = self._store.memory.roster_entry(campaign.id, key) is not None
        except KioskError as error:  # saving will fail as well, and say so; nobody is turned away for it here
            log.error("the booth's memory cannot be read: %s", error.code)
            history, on_roster = History(), False
        known = self._asked(campaign, code)
        if known is not None:
            on_roster = on_roster or known.on_roster
            history = merged(history, known.history)
        standing = judge_standing(campaign, code, on_roster, history, self._clock.now())
        return ev.StandingKnown(standing, code.raw)

    def _asked(self, campaign: Campaign, code: CaptureCode) -> Known | None:
        """Return what the server knows; None when it cannot be asked."""
        if self._directory is None:
            return None
        try:
            return self._directory.resolve(campaign.id, code.raw)[1]
        except KioskError as error:  # of the secrets, where another token is looked for
            log.error("the server cannot be asked where somebody stands: %s", error.code)
            return None

    def _let_in(self, campaign: Campaign, code: CaptureCode) -> ev.Event:
        """Answer when it cannot be found out: nobody is turned away for a mistake of the kiosk."""
        standing = judge_standing(campaign, code, True, History(), self._clock.now())
        return ev.StandingKnown(standing, code.raw)

    def _count(self, campaign: Campaign, code_raw: str) -> None:
        try:
            self._store.memory.count_photo(campaign.id, person_key(campaign.salt, parse_payload(code_raw)))
        except KioskError as error:
            log.error("a finished photo was not counted: %s", error.code)

    def _withdraw(self, campaign: Campaign, code_raw: str) -> ev.Event:
        """Withdraw every submission of this person that was made here and is still held somewhere."""
        key = person_key(campaign.salt, parse_payload(code_raw))
        held = False
        try:
            for id_ in self._store.memory.submissions(campaign.id, key):
                held |= self._take_back(id_)
                self._store.memory.forget_visit(id_)
        except (KioskError, WrongState) as error:
            log.error("a withdrawal failed: %s", error)
            return ev.WithdrawFailed(WITHDRAW_FAILED, code_raw)
        if not held:
            return ev.WithdrawFailed("withdraw-elsewhere", code_raw)
        self._withdrawn()
        return ev.Withdrawn(code_raw)

    def _take_back(self, id_: str) -> bool:
        """Withdraw one; return whether it is known here, which after a salvaged database it may not be."""
        try:
            state = self._store.state(id_)
        except KeyError:
            log.error("a visit is remembered whose submission is not here: %s", short_id(id_))
            return False
        if state is not Delivery.WITHDRAWN:
            self._store.withdraw(id_, "asked-at-booth")
        return True


def merged(here: History, there: History) -> History:
    """Join this booth's memory with the server's: its word counts, but for what it has not received yet."""
    unsent = here.review is Review.SAVED and here.submission != there.submission
    newest = here if unsent else there
    times = sorted({*here.standardized_at, *there.standardized_at})
    return replace(
        newest,
        rejections=max(here.rejections, there.rejections),
        standardized_at=tuple(times),
        paid=there.paid,
        online=True,
    )
