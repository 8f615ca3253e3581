"""Models of the staff's dashboard: cards that say how the booth is, the day in numbers, what is held up."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.calibration.record import Calibration, Part
from kiosk.errors import KioskError
from kiosk.photo.finished import PlateFit
from kiosk.services.health import Health
from kiosk.session.lane import ASKED_AGAIN
from kiosk.store.second_volume import BackupState
from kiosk.store.tally import Counted, DayCounts
from ui.presenters.calibrating import remark_words
from ui.presenters.staff import set_up_words
from ui.texts import Texts
from ui.view import View

SLOW_FPS = 12.0
"""Below this the mirror visibly lags and holding still takes longer than anybody likes."""
LITTLE_MB, LEAST_MB = 5 * 1024, 1024
"""Free disk that will do for a day, and that may not do for an hour."""
LONG_WAIT_S = 1800.0
"""A photo that has waited longer than this is not only waiting for its turn."""
HELD_ROWS = 20
"""More than these are for ``kiosk queue``; what is let go on makes room for the next."""
REASON_ROWS = 6
OFFICE_HOURS = (8, 18)
"""Always in the plot, so that a quiet morning is seen as one."""


@dataclass(frozen=True)
class Card:
    """One thing to know; ``todo`` says what to do where it is not good, else it is None."""

    name: str
    title: str
    value: str
    tone: str
    todo: str | None = None


@dataclass(frozen=True)
class DayPlot:
    """Counts by hour; each series has a label with its total, a tone, and one number an hour."""

    title: str
    hours: tuple[int, ...]
    series: tuple[tuple[str, str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class ReasonPlot:
    """Why photos were taken again; ``empty`` is said when none was."""

    title: str
    rows: tuple[tuple[str, int], ...]
    empty: str


@dataclass(frozen=True)
class HeldRow:
    """One submission that waits for staff."""

    id: str
    what: str
    todo: str
    button: str


def cards(view: View) -> tuple[Card, ...]:
    """Return the cards in the order of how soon they matter; none before the booth has said how it is."""
    texts, health = view.texts, view.health
    if health is None:
        return ()
    return (
        _queue(texts, health),
        _held(texts, health),
        _link(texts, health),
        _camera(texts, health),
        _disk(texts, health),
        *_lamps_and_set_up(view, health),
        _safety(texts, health),
    )


def day_plot(texts: Texts, day: DayCounts | None) -> DayPlot:
    """Return the day by hour: office hours, and every other hour in which something happened."""
    shown = (Counted.CAPTURED, Counted.SUBMITTED, Counted.DELIVERED)
    tones = ("plain", "warn", "good")
    if day is None:
        return DayPlot(texts("desk.day"), (), ())
    used = [hour for kind in shown for hour, count in enumerate(day.hours[kind]) if count]
    first, last = min([OFFICE_HOURS[0], *used]), max([OFFICE_HOURS[1], *used])
    hours = tuple(range(first, last + 1))
    series = tuple(
        (
            texts(f"desk.{kind}", count=day.total(kind)),
            tone,
            tuple(day.hours[kind][hour] for hour in hours),
        )
        for kind, tone in zip(shown, tones, strict=True)
    )
    return DayPlot(texts("desk.day"), hours, series)


def reason_plot(texts: Texts, day: DayCounts | None) -> ReasonPlot:
    rows = () if day is None else day.reasons[:REASON_ROWS]
    retaken = 0 if day is None else day.total(Counted.RETAKEN)
    return ReasonPlot(
        texts("desk.reasons", count=retaken) if retaken else texts("desk.reasons_none"),
        tuple((_reason(texts, name), count) for name, count in rows),
        texts("desk.no_reasons"),
    )


def held_rows(view: View) -> tuple[HeldRow, ...]:
    """Return what waits for staff, oldest first, each with what to do about it."""
    texts, health = view.texts, view.health
    rows = () if health is None else health.held[:HELD_ROWS]
    return tuple(
        HeldRow(
            held.id,
            texts(
                "desk.held_what",
                number=held.seq,
                time=f"{held.saved_at.astimezone():%m-%d %H:%M}",
                reason=texts.among("held", held.reason, code=held.reason),
            ),
            texts.among("heldtodo", held.reason),
            texts("desk.release"),
        )
        for held in rows
    )


def _reason(texts: Texts, name: str) -> str:
    if name == ASKED_AGAIN:
        return texts("desk.asked_again")
    if name in texts.photo.check:
        return texts.photo.title(name).within(texts.language.value)
    return texts.error(KioskError(name, name.replace("-", " "), ""))[0]


def _queue(texts: Texts, health: Health) -> Card:
    overview, waited_s = health.overview, 0.0
    value = texts("desk.queue", count=health.queued)
    if health.queued and overview is not None and overview.oldest_queued_at is not None:
        waited_s = (overview.looked_at - overview.oldest_queued_at).total_seconds()
        value = texts("desk.queue_since", count=health.queued, minutes=max(0, round(waited_s / 60)))
    late = health.queued > 0 and waited_s > LONG_WAIT_S
    todo = texts("desk.queue_todo") if late else None
    return Card("queue", texts("operator.queued"), value, "warn" if late else "good", todo)


def _held(texts: Texts, health: Health) -> Card:
    count = max(health.blocked, len(health.held))
    todo = texts("desk.held_todo") if count else None
    return Card("held", texts("operator.blocked"), str(count), "bad" if count else "good", todo)


def _link(texts: Texts, health: Health) -> Card:
    good = health.link == "ok"
    key = f"linktodo.{health.link}"
    todo = None if good else texts(key if texts.has(key) else "linktodo.offline")
    words = texts.named("linkstate", health.link)
    return Card("link", texts("operator.link"), words, "good" if good else "warn", todo)


def _camera(texts: Texts, health: Health) -> Card:
    title = texts("operator.camera")
    if health.camera_fault is not None:
        words, advice = texts.error(KioskError(health.camera_fault, health.camera_fault, ""))
        return Card("camera", title, words, "bad", advice)
    fps = health.camera_fps or 0.0
    slow = health.camera_fps is not None and fps < SLOW_FPS
    value = texts("desk.fps", fps=f"{fps:.0f}")
    return Card("camera", title, value, "warn" if slow else "good", texts("desk.slow") if slow else None)


def _disk(texts: Texts, health: Health) -> Card:
    free = health.disk_free_mb
    tone = "bad" if free < LEAST_MB else "warn" if free < LITTLE_MB else "good"
    value = texts("operator.gigabytes", count=f"{free / 1024:.1f}")
    return Card(
        "disk", texts("operator.disk"), value, tone, None if tone == "good" else texts("desk.disk_todo")
    )


def _lamps_and_set_up(view: View, health: Health) -> tuple[Card, ...]:
    texts = view.texts
    calibration = Calibration("") if view.calibration is None else view.calibration.calibration
    words, tone = set_up_words(texts, calibration)
    set_up = Card(
        "set-up",
        texts("operator.setting"),
        words,
        tone,
        None if tone == "good" else texts("desk.set_up_todo"),
    )
    return _lamps(texts, calibration, health.plate), set_up


def _lamps(texts: Texts, calibration: Calibration, fit: PlateFit | None) -> Card:
    """The lamps as calibrated; the newest photo's empty-booth picture says whether they are so still."""
    title, lamps = texts("calibrate.part_lamps"), calibration.part(Part.LAMPS)
    if fit is PlateFit.LIGHT_CHANGED:
        return Card("lamps", title, texts("desk.lamps_changed"), "warn", texts("desk.lamps_changed_todo"))
    if lamps is None:
        return Card("lamps", title, texts("desk.lamps_never"), "warn", texts("desk.lamps_never_todo"))
    if lamps.remarks:
        todo = remark_words(texts, lamps.remarks[0])
        return Card("lamps", title, texts("desk.lamps_wrong"), "warn", todo)
    return Card("lamps", title, texts("desk.lamps_even"), "good")


def _safety(texts: Texts, health: Health) -> Card:
    """The keys of the stored photos and their second copy."""
    title = texts("desk.safety")
    if health.plain_keys:
        return Card("safety", title, texts("desk.plain_keys"), "warn", texts("desk.plain_keys_todo"))
    if health.backup is BackupState.OFF:
        return Card("safety", title, texts("desk.keys_kept"), "good")
    tone = {BackupState.CURRENT: "good", BackupState.BEHIND: "good"}.get(health.backup, "bad")
    words = texts("desk.backup", state=texts.named("backupstate", health.backup))
    return Card("safety", title, words, tone, None if tone == "good" else texts("desk.backup_todo"))
