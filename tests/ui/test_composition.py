"""How pages are composed: what belongs together stands together, on the hand's side, with room around it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QLabel, QPushButton

from kiosk.look import Look
from tests.ui.conftest import Mount
from tests.ui.seen import place, visible
from ui.exhibit import Exhibit
from ui.gallery import SIZES
from ui.texts import Language
from ui.widgets.options import OptionGrid, Pick
from ui.widgets.pad import LAYOUTS
from ui.widgets.spinner import Spinner

_, SMALL, TALL = SIZES


def test_what_is_let_off_and_why_stand_together(exhibits: dict[str, Exhibit], show: Mount) -> None:
    """However high the screen is: the reasons follow the rules at once."""
    for size in SIZES:
        shell = show(exhibits["waiver"], Language.ZH, size)
        rules, reasons = (
            [place(option, shell) for option in visible(grid, QPushButton)]
            for grid in shell.page.findChildren(OptionGrid)
        )
        gap = min(each.top() for each in reasons) - max(each.bottom() for each in rules)
        assert 0 < gap < shell.theme.px(120), size


@pytest.mark.parametrize("size", [SMALL, TALL], ids=["wide", "tall"])
@pytest.mark.parametrize("name", ["setup-drawn", "setup-drawn-busy", "setup-person"])
def test_without_a_photo_its_place_is_in_the_middle(
    exhibits: dict[str, Exhibit], show: Mount, name: str, size: tuple[int, int]
) -> None:
    shell = show(exhibits[name], Language.ZH, size)
    marks = (*visible(shell.page, Spinner), *visible(shell.page, QLabel))
    instead = [w for w in marks if isinstance(w, Spinner) or (not w.pixmap().isNull() and w.height() > 99)]
    assert len(instead) == 1
    assert place(instead[0], shell).center().x() == pytest.approx(shell.width() / 2, abs=2)


def test_more_examples_lie_on_the_hands_side(exhibits: dict[str, Exhibit], show: Mount) -> None:
    for left_handed in (False, True):
        shell = show(exhibits["prepare"], Language.ZH, SMALL, Look(left_handed=left_handed))
        more = shell.page.findChild(QPushButton, "more")
        assert more is not None
        assert (place(more, shell).center().x() < shell.width() / 2) is left_handed


def test_a_ticket_has_room_around_its_button(exhibits: dict[str, Exhibit], show: Mount) -> None:
    for size in SIZES:
        shell = show(exhibits["express-scan"], Language.ZH, size)
        again = next(w for w in visible(shell, QPushButton) if w.objectName() == "take-again")
        inside = again.parentWidget().rect().marginsRemoved(QMargins(*(shell.theme.px(6),) * 4))
        assert inside.contains(again.geometry()), size


def test_buttons_in_a_card_lie_on_the_hands_side_and_what_follows_in_time_does_not(
    exhibits: dict[str, Exhibit], show: Mount
) -> None:
    for left_handed in (False, True):
        look = Look(left_handed=left_handed)
        for name, button in (
            ("confirm", "wrong"),
            ("operator-held", "release"),
            ("operator-held", "send-again"),
        ):
            shell = show(exhibits[name], Language.ZH, SMALL, look)
            made = next(w for w in visible(shell.page, QPushButton) if w.objectName() == button)
            holder = made.parentWidget()
            assert (made.geometry().center().x() < holder.width() / 2) is left_handed, (name, button)
        done = show(exhibits["done-saved"], Language.EN, SMALL, look)
        words = {w.text(): place(w, done).x() for w in visible(done.page, QLabel) if isinstance(w, QLabel)}
        saved, sent = (words[done.view().texts(key)] for key in ("done.saved", "done.waiting"))
        assert saved < sent


def test_pads_lie_low_on_a_tall_screen(exhibits: dict[str, Exhibit], show: Mount) -> None:
    """Right above the actions, where hands are."""
    for name in ("confirm", "contact-phone", "contact-email", "setup-central", "typed", "waiver-other"):
        shell = show(exhibits[name], Language.ZH, TALL)
        keys = [w for w in visible(shell.page, QPushButton) if w.property("kind") == "key"]
        actions = [w for w in visible(shell.page, QPushButton) if w.property("place") == "action"]
        gap = min(place(w, shell).top() for w in actions) - max(place(w, shell).bottom() for w in keys)
        assert 0 < gap < shell.theme.px(60), name


def test_the_nought_stands_below_the_eight() -> None:
    """On every pad that is laid out as a telephone's."""
    for layout in ("pin", "last4", "phone"):
        *_, above, last = LAYOUTS[layout]
        assert last.index("0") == above.index("8"), layout


def test_options_tell_how_many_may_be_chosen(exhibits: dict[str, Exhibit], show: Mount) -> None:
    """By a box, by a ring, or by nothing where one only turns to them."""
    for name, picks in (
        ("waiver", [Pick.ANY, Pick.ONE]),
        ("operator", [Pick.TAB]),
        ("setup-language", [Pick.ONE]),
    ):
        grids = visible(show(exhibits[name], Language.ZH, SMALL).page, OptionGrid)
        for grid, pick in zip(grids, picks, strict=True):
            for option in visible(grid, QPushButton):
                assert option.isCheckable()
                assert option.icon().isNull() is (pick is Pick.TAB), name
                assert option.property("pick") == pick, name


def test_who_waits_for_a_button_is_told_that_there_is_none(exhibits: dict[str, Exhibit], show: Mount) -> None:
    """Until the photo can be taken by hand; then what that means."""
    for name, key, by_hand in (
        ("frame-empty", "frame.by_itself", False),
        ("frame-hold", "frame.by_itself", False),
        ("frame-ear-manual", "frame.shutter_note", True),
    ):
        shell = show(exhibits[name], Language.EN, TALL)
        said = [w.text() for w in visible(shell.page, QLabel) if isinstance(w, QLabel)]
        assert shell.view().texts(key) in said
        shutter = shell.page.findChild(QPushButton, "shutter")
        assert shutter is not None
        assert shutter.isVisible() is by_hand
