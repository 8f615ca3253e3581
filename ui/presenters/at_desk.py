"""The model of the staff's own window: who is where, what holds them up, and the one-key actions."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.guidance.verdict import waivable_rules
from kiosk.guidance.waiver import WaiverReason
from kiosk.session.at_desk import DeskAct, DeskDoor
from kiosk.session.lane import label_of
from kiosk.session.state import Step
from ui.foreign import harmless
from ui.presenters.dashboard import Card, cards
from ui.presenters.express import Finished, TicketChip, present_finished, present_strip
from ui.presenters.framing import Overlay, present_frame
from ui.presenters.staff import PIN_MIN_CHARS, Option
from ui.view import View

KEYS: dict[DeskAct, str] = {
    DeskAct.TAKE_NOW: "Space",
    DeskAct.RETAKE: "R",
    DeskAct.NEXT: "N",
    DeskAct.PAUSE: "P",
    DeskAct.WAIVE: "W",
}
"""Each action's key, as Qt names it."""
HELD_NAMED = 3
REASONS = tuple(r for r in WaiverReason if r not in (WaiverReason.OTHER, WaiverReason.LOOKED_AT))
"""*Other* needs words, and who it is is looked at where the photo is: both on the booth's own waiver page."""


@dataclass(frozen=True)
class Action:
    """One action's button; ``label`` ends in its key."""

    act: DeskAct
    label: str
    ready: bool


@dataclass(frozen=True)
class DeskWindowModel:
    """``holding`` names what holds up the photo now; ``lines`` lie over the picture during framing.

    ``reasons`` to let somebody off are there only while somebody is being photographed.
    """

    title: str
    unlocked: bool
    lead: str
    pin: str
    notice: str | None
    complete: bool
    enter: str
    step: str
    who: str
    hint: str
    hint_tone: str
    holding: str
    lines: Overlay | None
    reasons_title: str
    reasons: tuple[Option, ...]
    actions: tuple[Action, ...]
    tickets: tuple[TicketChip, ...]
    finished: Finished | None
    cards: tuple[Card, ...]
    lock: str


def present_desk(
    view: View, door: DeskDoor, pause_waits: bool, reason: WaiverReason | None
) -> DeskWindowModel:
    """Return the model; ``view`` is what the booth's own window shows, ``pin`` typed here is in its draft."""
    texts, state, pin = view.texts, view.state, view.draft.pin
    frame = present_frame(view) if door.open and state.step is Step.FRAME else None
    holding = () if view.guide is None or frame is None else waivable_rules(view.guide.verdicts)
    strip = present_strip(view) if door.open else None
    person = state.person
    return DeskWindowModel(
        title=texts("atdesk.title"),
        unlocked=door.open,
        lead=texts("operator.lead"),
        pin="●" * len(pin),
        notice=None if door.notice is None else texts.notice(door.notice),
        complete=len(pin) >= PIN_MIN_CHARS,
        enter=texts("operator.button"),
        step=texts("atdesk.pause_waits") if pause_waits else texts(f"steps.{state.step}"),
        who="" if person is None or not door.open else harmless(label_of(person)),
        hint="" if frame is None else frame.hint,
        hint_tone="warn" if frame is not None and frame.tone == "fix" else "good",
        holding=_holding(view, holding),
        lines=None if frame is None else frame.overlay,
        reasons_title=texts("atdesk.reason"),
        reasons=()
        if frame is None
        else tuple(Option(each, texts(f"waiver.reason_{each}"), each is reason) for each in REASONS),
        actions=_actions(view, holding, pause_waits, reason),
        tickets=() if strip is None else strip.chips,
        finished=present_finished(view) if door.open else None,
        cards=_told(view) if door.open else (),
        lock=texts("atdesk.lock"),
    )


def _told(view: View) -> tuple[Card, ...]:
    """Return the queue, and what else is not good."""
    return tuple(card for card in cards(view) if card.name == "queue" or card.tone != "good")


def _holding(view: View, rules: tuple[str, ...]) -> str:
    if not rules:
        return ""
    named = [view.texts.named("rule", rule) for rule in rules[:HELD_NAMED]]
    more = len(rules) - len(named)
    told = view.texts("review.and").join(named) + (view.texts("operator.more", count=more) if more else "")
    return view.texts("atdesk.holding", rules=told)


def _actions(
    view: View, holding: tuple[str, ...], pause_waits: bool, reason: WaiverReason | None
) -> tuple[Action, ...]:
    """Which actions mean something now; past an unmet rule nothing is taken without a reason."""
    state = view.state
    framing = state.step is Step.FRAME
    ready = {
        DeskAct.TAKE_NOW: framing and (not holding or reason is not None),
        DeskAct.RETAKE: state.step is Step.REVIEW or any(chip.photo is not None for chip in view.tickets),
        DeskAct.NEXT: state.session is not None,
        DeskAct.PAUSE: True,
        DeskAct.WAIVE: framing and bool(holding) and reason is not None,
    }
    resume = state.step is Step.PAUSED or pause_waits
    names = {DeskAct.PAUSE: "atdesk.resume" if resume else "atdesk.pause"}
    return tuple(
        Action(
            act,
            view.texts(
                "atdesk.keyed",
                what=view.texts(names.get(act, f"atdesk.{act}")),
                stroke=view.texts(f"atdesk.key_{key.lower()}"),
            ),
            ready[act],
        )
        for act, key in KEYS.items()
    )
