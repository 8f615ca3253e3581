"""Models of the staff page, of a paused booth and of the end of the day."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.session.state import Step
from kiosk.store.tally import Counted
from ui.presenters.dashboard import (
    Card,
    DayPlot,
    HeldRow,
    ReasonPlot,
    cards,
    day_plot,
    held_rows,
    reason_plot,
)
from ui.presenters.staff import PIN_MIN_CHARS, Option
from ui.view import View

NOW, TODAY, HELD = "now", "today", "held"
TABS = (NOW, TODAY, HELD)


@dataclass(frozen=True)
class OperatorPage:
    """PIN pad until ``unlocked``; then one of three tabs. ``pause`` resumes where the booth is paused."""

    title: str
    lead: str
    unlocked: bool
    pin: str
    notice: str | None
    complete: bool
    button: str
    tabs: tuple[Option, ...]
    tab: str
    cards: tuple[Card, ...]
    day: DayPlot
    reasons: ReasonPlot
    held: tuple[HeldRow, ...]
    held_none: str
    send_again: str
    express: str
    express_on: bool
    paused: bool
    pause: str
    end_day: str
    set_up: str
    leave: str


@dataclass(frozen=True)
class PausedPage:
    title: str
    other_title: str
    lead: str
    other_lead: str


@dataclass(frozen=True)
class ClosingPage:
    """The end of the day; ``share`` is how much of what waited is sent, 0..1; ``done``: nothing waits."""

    title: str
    lead: str
    summary: tuple[tuple[str, str], ...]
    progress: str
    waiting: int
    done: bool
    tone: str
    send_again: str
    close: str
    power_off: str | None
    back: str


def present_operator(view: View) -> OperatorPage:
    texts, state, pin = view.texts, view.state, view.draft.pin
    paused = state.back is Step.PAUSED
    day = None if view.health is None or view.health.overview is None else view.health.overview.today
    held = held_rows(view) if state.unlocked else ()
    count = 0 if view.health is None else max(view.health.blocked, len(view.health.held))
    return OperatorPage(
        title=texts("operator.title"),
        lead=texts(
            "operator.lead" if not state.unlocked else "desk.lead_paused" if paused else "operator.lead_open"
        ),
        unlocked=state.unlocked,
        pin="●" * len(pin),
        notice=None if state.notice is None else texts.notice(state.notice),
        complete=len(pin) >= PIN_MIN_CHARS,
        button=texts("operator.button"),
        tabs=tuple(Option(tab, texts(f"desk.tab_{tab}", count=count), tab == view.draft.tab) for tab in TABS),
        tab=view.draft.tab,
        cards=cards(view) if state.unlocked else (),
        day=day_plot(texts, day),
        reasons=reason_plot(texts, day),
        held=held,
        held_none=texts("desk.held_none") if not held else "",
        send_again=texts("operator.send_again"),
        express=texts("desk.express_on" if view.express else "desk.express_off"),
        express_on=view.express,
        paused=paused,
        pause=texts("desk.resume" if paused else "desk.pause"),
        end_day=texts("desk.end_day"),
        set_up=texts("operator.set_up"),
        leave=texts("common.back" if paused else "operator.leave"),
    )


def present_paused(view: View) -> PausedPage:
    texts = view.texts
    return PausedPage(
        texts("paused.title"), texts.other("paused.title"), texts("paused.lead"), texts.other("paused.lead")
    )


def present_closing(view: View) -> ClosingPage:
    texts, health = view.texts, view.health
    waiting = 0 if health is None else health.queued
    making = sum(not ticket.submission and ticket.reason is None for ticket in view.tickets)
    held = 0 if health is None else max(health.blocked, len(health.held))
    done = waiting == 0 and making == 0
    day = None if health is None or health.overview is None else health.overview.today
    counted = () if day is None else tuple((kind, day.total(kind)) for kind in Counted)
    stuck = not done and health is not None and health.link != "ok"
    key = "closing.done" if done else "closing.stuck" if stuck else "closing.sending"
    return ClosingPage(
        title=texts("closing.title"),
        lead=texts("closing.lead_done" if done else "closing.lead_stuck" if stuck else "closing.lead"),
        summary=(
            *((texts(f"closing.{kind}"), str(count)) for kind, count in counted),
            (texts("operator.blocked"), str(held)),
        ),
        progress=texts(key, count=waiting + making),
        waiting=waiting + making,
        done=done,
        tone="good" if done else "warn" if stuck else "plain",
        send_again=texts("operator.send_again"),
        close=texts("closing.close" if done else "closing.close_now"),
        power_off=texts("closing.power_off") if view.can_power_off else None,
        back=texts("operator.leave"),
    )
