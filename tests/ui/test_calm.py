"""Hints and marks on the framing page change no faster than they can be taken in."""

from __future__ import annotations

from dataclasses import replace

from kiosk.guidance.verdict import Hint
from ui.calm import DOUBT_S, HINT_LEAST_S, Said, Steady, marks_of, steadied
from ui.presenters.framing import Chip, FramePage, Mark

NEARER, TURN = Hint("nearer", "fix", 0.0, "nearer"), Hint("turn-left", "fix", 0.0, "turn-left")


def test_hints_that_come_and_go_are_changed_once_a_second_at_most() -> None:
    said, shown = Said(NEARER, 0.0), []
    for i in range(150):  # guidance changes its mind five times a second
        said = said.then((NEARER, TURN)[i // 6 % 2], i / 30)
        assert said.hint is not None
        shown.append(said.hint.code)
    changed = [i / 30 for i in range(1, 150) if shown[i] != shown[i - 1]]
    assert len(changed) >= 2
    assert all(b - a >= HINT_LEAST_S - 1e-6 for a, b in zip([0.0, *changed], changed, strict=False))


def test_another_wording_of_the_same_hint_waits_too_and_the_first_words_come_at_once() -> None:
    assert Said(None, 0.0).then(NEARER, HINT_LEAST_S).hint is NEARER
    again = replace(NEARER, wording=1, picture="nearer")
    assert Said(NEARER, 0.0).then(again, 0.5).hint is NEARER
    assert Said(NEARER, 0.0).then(again, 1.5).hint is again


def test_a_tick_comes_at_once_and_goes_only_when_it_is_meant() -> None:
    assert Steady(Mark.WRONG).then(Mark.RIGHT, 0.0).shown is Mark.RIGHT
    steady = Steady(Mark.RIGHT).then(Mark.WRONG, 1.0)
    assert steady.shown is Mark.RIGHT
    assert steady.then(Mark.RIGHT, 1.1) == Steady(Mark.RIGHT)  # a blink
    assert steady.then(Mark.WRONG, 1.0 + DOUBT_S).shown is Mark.WRONG
    assert Steady(Mark.WAITING).then(Mark.WRONG, 0.0).shown is Mark.WRONG


def test_a_page_shows_the_steady_marks() -> None:
    def page(mark: Mark) -> FramePage:
        chips = (Chip("a", mark), Chip("b", Mark.RIGHT))
        return FramePage("h", "o", "fix", None, chips, None, False, False, False, "s", "n", "b")

    first, state = steadied((), page(Mark.RIGHT), 0.0)
    assert first == page(Mark.RIGHT)
    held, state = steadied(state, page(Mark.WRONG), 0.1)
    assert marks_of(held) == (Mark.RIGHT, Mark.RIGHT)
    gone, _ = steadied(state, page(Mark.WRONG), 0.1 + DOUBT_S)
    assert marks_of(gone) == (Mark.WRONG, Mark.RIGHT)
