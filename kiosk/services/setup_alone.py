"""The set-up's work before the camera without a screen: calibration, and a photo of whoever sits there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from kiosk.calibration.record import Part
from kiosk.calibration.words import INSTRUCTIONS, in_words, missed_words
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import CheckStatus
from kiosk.photo.spec import PhotoSpec
from kiosk.services.finding import Finding, Fitness
from kiosk.services.inbox import Inbox
from kiosk.services.setting_up import SetUp
from kiosk.services.setup_bench import SetupBench
from kiosk.services.setup_record import Chapter, Mark
from kiosk.session.events import Captured

PART_WITHIN_S = 40.0
"""Longer than a step waits for what it needs, and than a camera takes to open."""
PHOTO_WITHIN_S = 90.0
POLL_S = 0.02
CHAPTER_OF = {
    Part.LIGHT: Chapter.LIGHT,
    Part.LAMPS: Chapter.LIGHT,
    Part.MOUNTING: Chapter.PLACE,
    Part.PLATE: Chapter.PLACE,
}


def at_the_booth(
    setting: SetUp, spec: PhotoSpec, clock: Clock, parts: Sequence[Part], *, photo: bool
) -> Iterator[Finding]:
    """Measure parts of the calibration one after the other, then photograph who sits there if asked to."""
    inbox = Inbox()
    bench = SetupBench(setting.settings, spec, clock, inbox.post, lambda: None)
    bench.start()
    try:
        for part in parts:
            found = _measured(bench, part, clock)
            setting.mark(CHAPTER_OF[part], Mark.LATER if found.fitness is Fitness.FAIL else Mark.DONE)
            yield found
        if photo:
            found = _photographed(bench, inbox, clock)
            setting.mark(Chapter.PERSON, Mark.DONE if found.fitness is Fitness.OK else Mark.LATER)
            yield found
    finally:
        bench.stop()


def _measured(bench: SetupBench, part: Part, clock: Clock) -> Finding:
    bench.measure(part)
    in_time = _within(PART_WITHIN_S, clock, lambda: bench.calibrator.status.running is None)
    status = bench.calibrator.status
    bench.rest()
    if status.fault is not None:
        return Finding(part, Fitness.FAIL, status.fault.title, status.fault.advice)
    record = status.calibration.part(part)
    if not in_time or status.missed is not None or record is None:
        why = missed_words(status.missed) or "the camera gives no picture"
        return Finding(part, Fitness.FAIL, f"not measured: {why}", f"Now {INSTRUCTIONS[part]}.")
    found, *mend = in_words(record)
    return Finding(part, Fitness.WARN if mend else Fitness.OK, found, "; ".join(mend) or None)


def _photographed(bench: SetupBench, inbox: Inbox, clock: Clock) -> Finding:
    taken: list[Capture] = []

    def shutter_fell() -> bool:
        if (guide := bench.guides.take()) is not None:
            bench.hear(guide)
        while (event := inbox.next()) is not None:
            if isinstance(event, Captured):
                taken.append(event.capture)
        return bool(taken)

    bench.guide()
    if not _within(PHOTO_WITHIN_S, clock, shutter_fell):
        return Finding("person", Fitness.FAIL, "nobody sat right in time", "Sit down as a student would.")
    try:
        photo = bench.develop(taken[0])
    except KioskError as error:
        return Finding("person", Fitness.FAIL, error.title, error.advice)
    wrong = [c.check for c in photo.inspection.checks if c.must and c.status is not CheckStatus.PASS]
    if wrong:
        return Finding("person", Fitness.WARN, f"not right yet: {', '.join(wrong)}", "Mend it and try again.")
    return Finding("person", Fitness.OK, "a photo that meets its standard")


def _within(limit_s: float, clock: Clock, done: Callable[[], bool]) -> bool:
    """Wait until ``done``; return whether it was in time."""
    end = clock.monotonic() + limit_s
    while not done():
        if clock.monotonic() > end:
            return False
        time.sleep(POLL_S)
    return True
