"""Express mode's desk: two people's photos made at once stay two people's, and the day's end loses none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto
from kiosk.services.darkroom import Darkroom
from kiosk.services.express import ExpressDesk
from kiosk.session.effects import CountPhoto, Effect, SaveSubmission
from kiosk.session.events import Event, Tick
from kiosk.session.lane import Phase, TakeAgainAsked
from kiosk.session.state import ExpressTiming
from tests.leftovers import ExpectLog
from tests.session.test_lane import person, photo, taken


class Later(Darkroom):
    """Jobs wait until the test lets one finish, in the order it likes: no thread, the same outcomes."""

    def __init__(self) -> None:
        super().__init__(lambda: None, lambda: None)
        self.jobs: list[Callable[[], None]] = []

    def do(
        self,
        job: Callable[[], object],
        success: Callable[[object], None],
        failure: Callable[[KioskError], None],
    ) -> None:
        def work() -> None:
            try:
                success(job())
            except KioskError as error:
                failure(error)

        self.jobs.append(work)


class Day:
    """A desk whose campaign can change, with everything it asks for written down."""

    def __init__(self, *, right: bool = True) -> None:
        self.clock, self.darkroom = ManualClock(), Later()
        self.campaign = load_campaign("example")
        self.saved: list[tuple[SaveSubmission, Campaign]] = []
        self.asked: list[Effect] = []
        self.again: list[tuple[str, ...]] = []
        self.events: list[Event] = []
        self.full = False

        def develop(capture: Capture) -> FinishedPhoto:
            return photo(capture.frame.seq, right=right)

        def save(effect: SaveSubmission, campaign: Campaign) -> str:
            if self.full:
                raise KioskError("disk-full", "Full.", "Free space.")
            self.saved.append((effect, campaign))
            return f"id{len(self.saved)}"

        self.desk = ExpressDesk(
            ExpressTiming(keep_s=8),
            self.clock,
            self.darkroom,
            lambda: develop,
            lambda: self.campaign,
            save,
            self.events.append,
            lambda effect: bool(self.asked.append(effect)) or True,
            self.again.append,
        )

    def finish(self, at: int = 0) -> None:
        self.darkroom.jobs.pop(at)()
        while self.events:
            self.desk.hear(self.events.pop(0))

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.desk.hear(Tick())


def test_two_photos_made_in_any_order_are_saved_under_their_own_names_and_campaigns() -> None:
    day = Day()
    first = day.campaign
    day.desk.carry_out(taken(1))
    day.campaign = replace(first, version=2)
    day.desk.carry_out(taken(2))
    day.finish(1)
    day.finish(0)
    assert day.asked == [CountPhoto(person(2)), CountPhoto(person(1))]
    day.wait(8.0)
    day.finish()
    day.finish()
    told = {(s.person.code_raw, s.photo.jpeg, s.capture.frame.seq, c.version) for s, c in day.saved}
    assert told == {("code1", b"1", 1, first.version), ("code2", b"2", 2, 2)}
    day.desk.forget()
    assert [ticket.phase for ticket in day.desk.lane.tickets] == [Phase.SAVED] * 2


def test_a_photo_somebody_does_not_want_is_never_saved_and_counted_as_taken_again() -> None:
    day = Day()
    day.desk.carry_out(taken(1))
    day.finish()
    day.desk.hear(TakeAgainAsked("s1"))
    day.wait(60.0)
    assert (day.saved, day.darkroom.jobs, day.again) == ([], [], [("asked-again",)])
    wrong = Day(right=False)
    wrong.desk.carry_out(taken(1))
    wrong.finish()
    assert (wrong.again, wrong.asked) == ([("eyes_open",)], [])


def test_the_end_of_the_day_waits_for_nobodys_objection_and_loses_nothing() -> None:
    day = Day()
    day.desk.carry_out(taken(1))
    day.finish()
    day.desk.carry_out(taken(2))  # still being made when the program is told to end
    day.desk.hurry()
    assert day.desk.lane.unsettled
    while day.darkroom.jobs:
        day.finish()
    assert not day.desk.lane.unsettled
    assert {save.person.code_raw for save, _ in day.saved} == {"code1", "code2"}


def test_a_full_disk_is_tried_again_until_there_is_room(expect_log: ExpectLog) -> None:
    expect_log("kiosk.services.express", "not saved yet")
    day = Day()
    day.full = True
    day.desk.carry_out(taken(1))
    day.finish()
    day.wait(8.0)
    day.finish()
    assert day.desk.lane.tickets[0].phase is Phase.UNSAVED
    day.full = False
    day.wait(5.0)
    day.finish()
    assert [save.person.code_raw for save, _ in day.saved] == ["code1"]
