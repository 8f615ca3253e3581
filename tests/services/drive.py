"""Plays the touches of a person on a headless booth, for tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from kiosk.campaign.consent import give_consent
from kiosk.campaign.person import Answers
from kiosk.capture_code.demo import DemoCode, demo_code
from kiosk.capture_code.payload import parse_payload
from kiosk.clock import SystemClock
from kiosk.services.kiosk import Kiosk
from kiosk.session import Step
from kiosk.session import events as ev


class LeapingClock(SystemClock):
    """The machine's clock, whose wall clock somebody (a time server, a dead battery) sets wrong."""

    off = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.off


def pump_until(kiosk: Kiosk, done: Callable[[], bool], limit_s: float = 60.0) -> None:
    """Let the booth work until ``done``; fails with its state when that takes too long."""
    end = time.monotonic() + limit_s
    while not done():
        kiosk.post(ev.Tick())
        kiosk.pump()
        hint = None if kiosk.guide is None or kiosk.guide.hint is None else kiosk.guide.hint.code
        assert time.monotonic() < end, f"still in {kiosk.state.step}, hint {hint}, {kiosk.state.trouble}"
        time.sleep(0.01)


def identify(kiosk: Kiosk, code: DemoCode | None = None) -> None:
    """Go from the attract page to the camera with an invented code, read already."""
    if code is None:
        code = demo_code(0, datetime.now(UTC))
        kiosk.post(ev.Started("test"))
        kiosk.post(ev.CodeRead(parse_payload(code.text)))
    kiosk.post(ev.IdentityTyped(Answers(last4=code.last4)))
    pump_until(kiosk, lambda: kiosk.state.step is Step.CONSENT)
    texts = kiosk.campaign.asked
    agreed = give_consent(texts, [text.purpose for text in texts], kiosk.clock.now())
    kiosk.post(ev.ConsentGiven(agreed))
    kiosk.post(ev.Ready())
    kiosk.pump()
    assert kiosk.state.step is Step.FRAME


def submit(kiosk: Kiosk) -> None:
    """From the fallen shutter to the last page."""
    pump_until(kiosk, lambda: kiosk.state.step in (Step.REVIEW, Step.TROUBLE))
    assert kiosk.state.step is Step.REVIEW, kiosk.state.trouble
    kiosk.post(ev.SubmitAsked())
    pump_until(kiosk, lambda: kiosk.state.step in (Step.DONE, Step.TROUBLE))
    assert kiosk.state.step is Step.DONE, kiosk.state.trouble
