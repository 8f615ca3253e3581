"""What a session lets be heard: tones for what happened, sentences for what to do; all is on screen too."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.guidance.verdict import Guide
from kiosk.session.state import SessionState, Step
from kiosk.sound.tones import Tone

OF_STEP = {
    Step.SCAN: "scan",
    Step.CONFIRM: "confirm",
    Step.CONSENT: "consent",
    Step.PREPARE: "prepare",
    Step.REVIEW: "review",
    Step.DONE: "done",
    Step.TROUBLE: "trouble",
}
"""Step → the sentence said once when it begins."""


@dataclass(frozen=True)
class Moment:
    """What of a session can be heard; ``hint`` is the coach's, while framing."""

    step: Step = Step.ATTRACT
    session: str | None = None
    code_read: bool = False
    captured: bool = False
    idle: bool = False
    hint: str | None = None
    visitor: bool = False


@dataclass(frozen=True)
class Heard:
    """``sentence`` is wanted from now on; ``over``: what still waits does not hold any more."""

    tone: Tone | None = None
    sentence: str | None = None
    over: bool = False


def moment_of(state: SessionState, guide: Guide | None) -> Moment:
    """Return the moment a session is in."""
    hint = guide.hint.code if state.step is Step.FRAME and guide is not None and guide.hint else None
    return Moment(
        step=state.step,
        session=state.session,
        code_read=state.code is not None,
        captured=state.capture is not None,
        idle=state.idle_warning,
        hint=hint,
        visitor=state.visitor,
    )


def heard(before: Moment, now: Moment) -> Heard:
    """Return what is to be heard when one moment follows another; hints as long as they hold."""
    if now.session is None:
        came = now.visitor and not before.visitor
        return Heard(None, "welcome" if came else None, over=not now.visitor)  # else nobody is here to listen
    turned = now.step is not before.step
    sentence = OF_STEP.get(now.step) if turned else now.hint
    if now.idle and not before.idle:
        sentence = "still-there"
    over = turned or (now.step is Step.FRAME and now.hint is None)
    return Heard(_tone(before, now), sentence, over)


def _tone(before: Moment, now: Moment) -> Tone | None:
    if now.captured and not before.captured and before.session == now.session:
        return Tone.SHUTTER
    if now.code_read and not before.code_read and before.step is Step.SCAN:
        return Tone.READ
    return Tone.SAVED if now.step is Step.DONE and before.step is not Step.DONE else None
