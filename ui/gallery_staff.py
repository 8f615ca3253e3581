"""The states of the staff's pages: the dashboard on a good and on a bad day, a pause, the end of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.photo.finished import PlateFit
from kiosk.services.daybook import Overview
from kiosk.session.state import SessionState, Step
from kiosk.store.second_volume import BackupState
from kiosk.store.stored import HeldUp
from kiosk.store.submission import Delivery
from kiosk.store.tally import HOURS, Counted, DayCounts
from ui.exhibit import Exhibit
from ui.still_booth import HEALTH
from ui.view import Draft

MORNING = (0, 14, 41, 52, 47, 38, 9, 33, 44, 12)
"""Photos an hour of an invented day, from eight o'clock."""
REASONS = (
    ("lips_closed", 9),
    ("asked-again", 7),
    ("gaze_x", 5),
    ("hair_top", 3),
    ("photo-no-face", 2),
    ("yaw", 1),
)


def staff_exhibits(staff: SessionState, now: datetime) -> Iterator[Exhibit]:
    """Yield the pages; ``staff`` has entered the PIN."""
    day = _day(now)
    good = replace(HEALTH, overview=Overview(now, day, None), backup=BackupState.CURRENT)
    held = tuple(
        HeldUp(f"id{seq}", seq, state, now - timedelta(minutes=9 * seq), reason)
        for seq, state, reason in (
            (12, Delivery.BLOCKED, "conflict"),
            (31, Delivery.BLOCKED, "consent-missing"),
            (47, Delivery.QUARANTINED, "file-damaged"),
            (52, Delivery.BLOCKED, "campaign-foreign"),
            (58, Delivery.BLOCKED, "of-a-newer-server"),
        )
    )
    bad = replace(
        good,
        camera_fps=9.0,
        link="auth_lost",
        queued=37,
        blocked=5,
        disk_free_mb=3_200,
        plate=PlateFit.LIGHT_CHANGED,
        backup=BackupState.ABSENT,
        held=held,
        overview=Overview(now, day, now - timedelta(minutes=95)),
    )
    yield Exhibit("operator", staff, health=good)
    yield Exhibit("operator-trouble", staff, health=bad, tickets=())
    yield Exhibit("operator-camera", staff, health=replace(bad, camera_fault="camera-lost", plain_keys=True))
    yield Exhibit("operator-today", staff, health=good, draft=Draft(tab="today"))
    quiet = replace(good, overview=Overview(now, _quiet(now), None))
    yield Exhibit("operator-quiet", staff, health=quiet, draft=Draft(tab="today"))
    yield Exhibit("operator-held", staff, health=bad, draft=Draft(tab="held"))
    yield Exhibit("operator-none-held", staff, health=good, draft=Draft(tab="held"))
    yield Exhibit("operator-paused", replace(staff, back=Step.PAUSED), health=good)
    yield Exhibit("paused", SessionState(step=Step.PAUSED))
    closing = replace(staff, step=Step.CLOSING)
    yield Exhibit("closing", closing, health=replace(good, queued=14))
    yield Exhibit("closing-stuck", closing, health=replace(bad, link="offline"))
    yield Exhibit("closing-done", closing, health=good)


def _day(now: datetime) -> DayCounts:
    taken = (*(0,) * 8, *MORNING, *(0,) * (HOURS - 8 - len(MORNING)))
    submitted = tuple(max(0, count - count // 11) for count in taken)
    delivered = tuple(max(0, count - (3 if count > 40 else 0)) for count in submitted)
    again = tuple(count // 11 for count in taken)
    hours = {
        Counted.CAPTURED: taken,
        Counted.SUBMITTED: submitted,
        Counted.DELIVERED: delivered,
        Counted.RETAKEN: again,
    }
    return DayCounts(now.date(), hours, REASONS)


def _quiet(now: datetime) -> DayCounts:
    return DayCounts(now.date(), dict.fromkeys(Counted, (0,) * HOURS), ())
