"""The presenters, without Qt: state, live judgements and time in, what the page shows out."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.campaign.campaign import load_campaign
from kiosk.capture_code.typed import typed_code
from kiosk.geometry import Box, Point
from kiosk.guidance.verdict import Guide, Hint, Severity, ShutterPhase, ShutterState, Status, Target, Verdict
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.photo.finished import FinishedPhoto, Inspection
from kiosk.photo.spec import load_spec
from kiosk.services.health import Health
from kiosk.session.state import SessionState, Step, Timing
from kiosk.vision.observation import Observation
from ui.presenters.agreeing import present_consent
from ui.presenters.chrome import StageState, present_chrome, present_idle
from ui.presenters.confirm import present_confirm
from ui.presenters.entry import present_typed
from ui.presenters.framing import GROUPS, Mark, present_frame
from ui.presenters.operating import present_operator
from ui.presenters.outcome import present_done
from ui.presenters.reviewing import present_review
from ui.presenters.staff import WaiverPage, present_waiver
from ui.smoothing import glide
from ui.texts import Language, load_texts
from ui.view import Draft, View

NOW = 1000.0
TODAY = datetime(2026, 1, 1, tzinfo=UTC)
TARGET = Target(Box(385, 20, 510, 680), Box(510, 90, 260, 380), 280.0, 650.0)


@pytest.fixture
def view() -> View:
    campaign = load_campaign("example")
    return View(
        SessionState(session="s"),
        NOW,
        Timing(),
        campaign,
        load_spec(campaign.spec),
        load_texts(Language.ZH),
        Draft(),
    )


def guide(failing: set[str], unknown: set[str] = frozenset(), **shutter: object) -> Guide:
    def status(rule: str) -> Status:
        return Status.FAIL if rule in failing else Status.UNKNOWN if rule in unknown else Status.PASS

    rules = [rule for group in GROUPS.values() for rule in group]
    return Guide(
        observation=Observation(1, NOW, 1280, 720, {}, ears=(Point(500, 300), None)),
        verdicts=tuple(Verdict(rule, status(rule), Severity.MUST) for rule in rules),
        hint=Hint("nearer", "fix", NOW, "nearer"),
        shutter=ShutterState(**{"phase": ShutterPhase.GUIDING, **shutter}),  # type: ignore[arg-type]
        target=TARGET,
    )


def test_stages_follow_the_step_and_vanish_outside_a_session(view: View) -> None:
    framing = present_chrome(replace(view, state=SessionState(step=Step.FRAME, session="s")))
    assert [stage.state for stage in framing.stages] == [
        StageState.DONE, StageState.DONE, StageState.CURRENT, StageState.TODO, StageState.TODO,
    ]  # fmt: skip
    trouble = SessionState(step=Step.TROUBLE, back=Step.SCAN, session="s")
    assert present_chrome(replace(view, state=trouble)).stages[0].state is StageState.CURRENT
    assert present_chrome(replace(view, state=SessionState())).stages == ()


def test_the_link_mark_tells_offline_and_what_waits(view: View) -> None:
    health = Health("sitter", None, 30.0, "offline", 3, 0, 1000)
    chrome = present_chrome(replace(view, health=health))
    assert (chrome.link_tone, "3" in chrome.link_text) == ("warn", True)
    assert present_chrome(replace(view, health=replace(health, link="ok", queued=0))).link_tone == "good"


def test_the_idle_question_counts_down(view: View) -> None:
    asking = SessionState(step=Step.SCAN, session="s", active_at=NOW - 47.5, idle_warning=True)
    question = present_idle(replace(view, state=asking))
    assert question is not None
    assert question.seconds == "13"
    assert present_idle(view) is None


def test_a_typed_code_is_complete_at_sixteen(view: View) -> None:
    assert not present_typed(replace(view, draft=Draft(code="0123456789abcde"))).complete
    assert present_typed(replace(view, draft=Draft(code="0123456789abcdef"))).complete


def test_an_unread_code_asks_for_the_student_number_too(view: View) -> None:
    state = SessionState(step=Step.CONFIRM, session="s", code=typed_code("0123456789abcdef"))
    page = present_confirm(replace(view, state=state, draft=Draft(last4="123X")), TODAY)
    assert [field.name for field in page.fields] == ["student_number", "last4"]
    assert not page.complete
    typed = Draft(last4="123X", student_number="20220001")
    assert present_confirm(replace(view, state=state, draft=typed), TODAY).complete


def test_a_lock_counts_down_and_ends(view: View) -> None:
    code = typed_code("0123456789abcdef")
    state = SessionState(
        step=Step.CONFIRM, session="s", code=code, notice="identity-locked", locked_until=NOW + 61
    )
    locked = present_confirm(replace(view, state=state), TODAY)
    assert locked.locked
    assert "1 分 1 秒" in str(locked.notice)
    after = present_confirm(replace(view, state=state, now=NOW + 62), TODAY)
    assert (after.locked, after.notice) == (False, None)


def test_consent_is_complete_with_every_required_box(view: View) -> None:
    purposes = [text.purpose for text in view.campaign.asked if text.required]
    assert present_consent(view).lead == view.texts("consent.lead")
    nearly = present_consent(replace(view, draft=Draft(ticked=frozenset(purposes[:-1]))))
    assert (nearly.complete, nearly.lead) == (False, view.texts("consent.left", count=1))
    page = present_consent(replace(view, draft=Draft(ticked=frozenset(purposes))))
    assert page.complete
    assert page.items[0].other_body == view.campaign.asked[0].body.en.strip()


def test_overlay_parts_turn_green_one_by_one(view: View) -> None:
    live = replace(view, guide=guide({"ear-left", "yaw"}, {"shoulders-level"}))
    page = present_frame(live)
    marks = dict(zip(GROUPS, (chip.mark for chip in page.chips), strict=True))
    assert marks == {
        "place": Mark.RIGHT, "head": Mark.WRONG, "shoulders": Mark.WAITING,
        "ears": Mark.WRONG, "face": Mark.RIGHT, "light": Mark.RIGHT,
    }  # fmt: skip
    assert page.overlay is not None
    # The person's left ear is on the right of the unmirrored picture.
    assert page.overlay.ear_marks == (Mark.RIGHT, Mark.WRONG)
    assert page.overlay.head is Mark.WRONG


def test_progress_runs_through_steady_and_candidates(view: View) -> None:
    def progress(phase: ShutterPhase, share: float) -> float:
        page = present_frame(replace(view, guide=guide(set(), phase=phase, progress=share)))
        assert page.overlay is not None
        return page.overlay.progress

    assert progress(ShutterPhase.STEADY, 0.3) == 0.3
    assert progress(ShutterPhase.CANDIDATES, 0.7) == 0.7
    assert progress(ShutterPhase.TAKEN, 0.0) == 1.0


def test_what_was_said_in_vain_is_shown_for_the_side_it_is_about(view: View) -> None:
    live = guide({"ear-right"})
    hint = Hint("show-right-ear", "fix", NOW, "right")
    first = present_frame(replace(view, guide=replace(live, hint=hint)))
    assert (first.picture, first.hint) == (None, view.texts.hint("show-right-ear")[0])
    again = replace(hint, wording=1, picture="ear")
    page = present_frame(replace(view, guide=replace(live, hint=again)))
    assert (page.picture, page.picture_turned, page.picture_large) == ("ear", True, False)
    assert page.hint == view.texts.hint("show-right-ear", 1)[0] != first.hint
    left = replace(again, code="show-left-ear", arrow="left")
    assert not present_frame(replace(view, guide=replace(live, hint=left))).picture_turned


def test_what_is_waived_is_not_drawn_as_wrong(view: View) -> None:
    live = guide({"ear-left"})
    waived = tuple(replace(v, severity=Severity.STAFF) if v.rule == "ear-left" else v for v in live.verdicts)
    page = present_frame(replace(view, guide=replace(live, verdicts=waived)))
    assert dict(zip(GROUPS, (chip.mark for chip in page.chips), strict=True))["ears"] is Mark.RIGHT


def waiving(view: View, draft: Draft, waiver: Waiver | None = None) -> WaiverPage:
    state = SessionState(
        step=Step.WAIVER, session="s", unlocked=True, waivable=("yaw", "ear-left"), waiver=waiver
    )
    return present_waiver(replace(view, state=state, draft=draft))


def test_a_waiver_needs_a_rule_and_a_reason_and_other_needs_words(view: View) -> None:
    rules = frozenset({"ear-left"})
    assert not waiving(view, Draft()).ready
    assert not waiving(view, Draft(waived=rules)).ready
    assert not waiving(view, Draft(reason=WaiverReason.MEDICAL)).ready
    page = waiving(view, Draft(waived=rules, reason=WaiverReason.MEDICAL))
    assert page.ready
    assert page.note is None
    assert [(rule.label, rule.chosen) for rule in page.rules] == [
        (view.texts("rule.yaw"), False), (view.texts("rule.ear-left"), True),
    ]  # fmt: skip
    assert not waiving(view, Draft(waived=rules, reason=WaiverReason.OTHER, note=" ")).ready
    assert waiving(view, Draft(waived=rules, reason=WaiverReason.OTHER, note="x")).ready


def test_an_earlier_waiver_is_ticked_and_can_be_taken_back(view: View) -> None:
    earlier = Waiver(("ear-left",), WaiverReason.MISSING_EAR, datetime(2026, 1, 1, tzinfo=UTC))
    page = waiving(view, Draft(), earlier)
    assert [rule.name for rule in page.rules if rule.chosen] == ["ear-left"]
    assert [reason.name for reason in page.reasons if reason.chosen] == ["missing-ear"]
    back = waiving(view, Draft(waived=frozenset()), earlier)
    assert (back.ready, back.button) == (True, view.texts("waiver.take_back"))


def test_the_review_says_what_staff_let_off(view: View) -> None:
    photo = FinishedPhoto("chsi", b"", Box(0, 0, 1, 1), 1.0, Inspection("chsi", ()))
    state = SessionState(step=Step.REVIEW, photo=photo)
    assert present_review(replace(view, state=state)).waived is None
    waiver = Waiver(("ear-left",), WaiverReason.MISSING_EAR, datetime(2026, 1, 1, tzinfo=UTC))
    words = present_review(replace(view, state=replace(state, waiver=waiver))).waived
    assert words is not None
    assert view.texts("rule.ear-left") in words
    assert view.texts("waiver.reason_missing-ear") in words


def test_the_manual_shutter_appears_when_it_is_allowed(view: View) -> None:
    assert not present_frame(replace(view, guide=guide(set()))).manual
    assert present_frame(replace(view, guide=guide(set(), manual_allowed=True))).manual


def test_overlay_points_glide_and_go_home_when_not_seen(view: View) -> None:
    overlay = present_frame(replace(view, guide=guide(set()))).overlay
    assert overlay is not None
    first = glide(None, overlay, NOW)
    assert first.ears[1] == Point(TARGET.head.right, TARGET.eye_line_y + 0.08 * TARGET.head.height)
    moved = replace(overlay, ears=(Point(600, 300), None))
    soon, late = glide(first, moved, NOW + 0.03), glide(first, moved, NOW + 3)
    assert 500 < soon.ears[0].x < 530
    assert late.ears[0].x == pytest.approx(600)


def test_delivered_is_said_only_after_the_receipt(view: View) -> None:
    done = SessionState(step=Step.DONE, session="s", submission="019a3f70-1c2b-7d3e-8f40-5a6b7c8d9e0f")
    waiting = present_done(replace(view, state=done))
    assert (waiting.delivered, waiting.delivery) == (False, view.texts("done.waiting"))
    there = present_done(replace(view, state=replace(done, delivered=True)))
    assert (there.delivered, there.delivery) == (True, view.texts("done.delivered"))


def test_staff_read_words_even_before_the_camera_was_measured(view: View) -> None:
    staff = replace(view, state=SessionState(step=Step.OPERATOR, unlocked=True))
    starting = Health("sitter", None, None, "ok", 0, 0, 2048)
    values = [card.value for card in present_operator(replace(staff, health=starting)).cards]
    assert view.texts("desk.fps", fps="0") in values
    assert view.texts("operator.gigabytes", count="2.0") in values
    lost = present_operator(replace(staff, health=replace(starting, camera_fault="camera-lost")))
    assert view.texts("error.camera-lost.title") in [card.value for card in lost.cards]


def test_presenters_do_without_qt() -> None:
    modules = [name for name in sys.modules if name.startswith("ui.presenters")]
    assert modules
    for name in modules:
        values = vars(sys.modules[name]).values()
        assert not [v for v in values if getattr(v, "__module__", "").startswith("PySide6")], name
