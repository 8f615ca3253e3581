"""The standing desk alone, without a network: limits, an earlier photo, withdrawal."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.digests import person_key
from kiosk.campaign.person import Person
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.standing import Eligibility, History, Paid, Review
from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.clock import ManualClock
from kiosk.services.standing import StandingDesk, StoredRoster, merged
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from kiosk.sync.settings import load_sync_settings
from tests.leftovers import ExpectLog
from tests.store.making import ROOMY, HeldKeys, submission

CAMPAIGN = load_campaign("example")
CODE = CaptureCode(raw="0123456789abcdef", form=PayloadForm.HEX16, number="0123456789abcdef")
PERSON = Person(CODE.raw, "typed")
KEY = person_key(CAMPAIGN.salt, CODE)


class Office:
    """A desk with its store; answers wait in a queue."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock()
        self.store = Store.open(folder / "store", HeldKeys(), self.clock, ROOMY)
        self.answers: queue.Queue[ev.Event] = queue.Queue()
        self.woken = 0
        self.desk = StandingDesk(
            self.store, lambda: CAMPAIGN, load_sync_settings(), self.clock, self.answers.put, self._wake
        )
        self.desk.start()

    def _wake(self) -> None:
        self.woken += 1

    def ask(self, effect: fx.Effect) -> ev.Event:
        assert self.desk.carry_out(effect)
        return self.answers.get(timeout=10)

    def standing(self) -> ev.StandingKnown:
        answer = self.ask(fx.FindStanding(CODE, PERSON))
        assert isinstance(answer, ev.StandingKnown)
        return answer

    def close(self) -> None:
        self.desk.stop()
        self.store.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()


def test_three_photos_then_a_pause_of_a_day(office: Office) -> None:
    for left in (3, 2, 1):
        assert office.standing().standing.photos_left == left
        office.desk.carry_out(fx.CountPhoto(PERSON))
    paused = office.standing().standing
    assert paused.eligibility is Eligibility.PAUSED
    assert paused.paused_until == office.clock.now() + timedelta(hours=24)
    office.clock.advance(24 * 3600)
    assert office.standing().standing.clear


def test_a_submission_is_known_again_and_withdrawn(office: Office) -> None:
    made = replace(submission(office.clock), person_key=KEY)
    office.store.save(made)
    standing = office.standing().standing
    assert (standing.eligibility, standing.history.review) == (Eligibility.ALREADY_DONE, Review.SAVED)
    assert isinstance(office.ask(fx.Withdraw(PERSON)), ev.Withdrawn)
    assert office.store.state(made.id) is Delivery.WITHDRAWN and office.woken == 1
    assert office.standing().standing.clear
    again = office.ask(fx.Withdraw(PERSON))
    assert again == ev.WithdrawFailed("withdraw-elsewhere", CODE.raw)


def test_a_photo_delivered_and_purged_long_ago_is_withdrawn_too(office: Office) -> None:
    made = replace(submission(office.clock), person_key=KEY)
    office.store.save(made)
    office.store.lease(made.id)
    office.store.accept(made.id, {"submission": made.id})
    office.store.purge(made.id, "retention")
    assert isinstance(office.ask(fx.Withdraw(PERSON)), ev.Withdrawn)
    assert office.store.state(made.id) is Delivery.WITHDRAWN, "the server still has to be told"
    office.store.purge(made.id, "withdrawn")


def test_a_visit_whose_submission_is_gone_is_forgotten_and_the_person_told(
    office: Office, expect_log: ExpectLog
) -> None:
    """A salvaged database knows the visits, but the rows only of the files that could be opened."""
    office.store.save(replace(submission(office.clock), person_key=KEY))
    office.store._db.execute("DELETE FROM submission")
    expect_log("kiosk.services.standing", "is not here")
    assert office.ask(fx.Withdraw(PERSON)) == ev.WithdrawFailed("withdraw-elsewhere", CODE.raw)
    assert office.standing().standing.clear, "the visit is not shown again"
    both = [replace(submission(office.clock), person_key=KEY) for _ in range(2)]
    for made in both:
        office.store.save(made)
    office.store._db.execute("DELETE FROM submission WHERE id = ?", (both[0].id,))
    assert office.ask(fx.Withdraw(PERSON)) == ev.Withdrawn(CODE.raw)
    assert office.store.state(both[1].id) is Delivery.WITHDRAWN


def test_whoever_waits_is_answered_whatever_goes_wrong(office: Office, expect_log: ExpectLog) -> None:
    broken = replace(CAMPAIGN, salt="no digest")
    office.desk._campaign = lambda: broken
    expect_log("kiosk.services.standing", "a job of the standing desk failed")
    assert office.ask(fx.Withdraw(PERSON)) == ev.WithdrawFailed("withdraw-failed", CODE.raw)
    assert office.standing().standing.clear, "nobody is turned away for a mistake of the kiosk"


def test_what_is_to_be_written_down_is_when_the_day_ends(office: Office) -> None:
    made = replace(submission(office.clock), person_key=KEY)
    office.store.save(made)
    stopping = threading.Thread(target=office.desk.stop)
    with office.store.memory._lock:  # the desk is busy while all of it is asked for
        office.desk.carry_out(fx.FindStanding(CODE, PERSON))
        for effect in (fx.CountPhoto(PERSON), fx.CountPhoto(PERSON), fx.Withdraw(PERSON)):
            office.desk.carry_out(effect)
        stopping.start()
        stopping.join(0.2)
    stopping.join(10)
    assert not stopping.is_alive()
    assert len(office.store.memory.history(CAMPAIGN.id, KEY).standardized_at) == 2
    assert office.store.state(made.id) is Delivery.WITHDRAWN
    assert office.answers.empty()


def test_an_answer_for_somebody_who_left_is_not_given(office: Office) -> None:
    with office.store.memory._lock:  # the desk cannot answer yet
        office.desk.carry_out(fx.FindStanding(CODE, PERSON))
        office.desk.forget()
    assert office.standing().standing.clear
    assert office.answers.empty(), "one question of the one who is here, one answer"


def test_the_stored_roster_knows_a_code_shown_or_typed(office: Office) -> None:
    roster = StoredRoster(office.store, lambda: CAMPAIGN)
    assert roster.find(CODE) is None
    office.store.memory.keep_roster("example", 1, [RosterEntry(KEY, "测*")])
    typed = replace(CODE, raw="0123-4567-89AB-CDEF", form=PayloadForm.TYPED)
    assert roster.find(CODE) == roster.find(typed) == RosterEntry(KEY, "测*")


def test_the_servers_word_counts_but_for_what_it_has_not_received() -> None:
    now = ManualClock().now()
    here = History(Review.SAVED, submission="b", standardized_at=(now,))
    there = History(Review.REJECTED, "ears", "n", "a", 1, (now, now - timedelta(hours=1)), Paid.PAID, True)
    joined = merged(here, there)
    assert (joined.review, joined.submission, joined.rejections) == (Review.SAVED, "b", 1)
    assert joined.standardized_at == (now - timedelta(hours=1), now) and joined.paid is Paid.PAID
    assert merged(replace(here, submission="a"), there).review is Review.REJECTED
    assert merged(History(), there).review is Review.REJECTED
