"""The review: what to do better first, in words that do not shame, and the wipe between before and after."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from kiosk.campaign.campaign import load_campaign
from kiosk.geometry import Box
from kiosk.look import Look
from kiosk.paths import assets_dir
from kiosk.photo.finished import Check, CheckStatus, FinishedPhoto, Inspection
from kiosk.photo.spec import load_spec
from kiosk.photo.words import load_words
from kiosk.session.state import SessionState, Step, Timing
from tests.ui.conftest import Mount
from ui.exhibit import Exhibit
from ui.presenters.pictures import Drawing, drawing_of
from ui.presenters.reviewing import ReviewPage, present_review
from ui.texts import Language, load_texts
from ui.theme import Theme
from ui.view import Draft, View
from ui.widgets.report import MARKS
from ui.widgets.wipe import WHOLE, Wipe

FAIL, PASS, UNKNOWN = CheckStatus.FAIL, CheckStatus.PASS, CheckStatus.UNKNOWN
TEXTS = load_texts(Language.ZH)


def review(*checks: Check) -> ReviewPage:
    photo = FinishedPhoto("chsi", b"", Box(0, 0, 1, 1), 1.0, Inspection("chsi", checks))
    campaign = load_campaign("example")
    state = SessionState(step=Step.REVIEW, photo=photo)
    return present_review(View(state, 0.0, Timing(), campaign, load_spec(campaign.spec), TEXTS, Draft()))


def check(name: str, status: CheckStatus, value: float = 0.0, *, must: bool = True) -> Check:
    return Check(name, status, value, "deg", -5.0, 5.0, must=must)


def test_a_good_photo_has_nothing_to_do_better() -> None:
    page = review(check("yaw", PASS), check("roll", PASS))
    assert (page.tone, page.better, page.rest) == ("good", None, None)
    assert [line.detail for line in page.checks] == [None]


def test_the_first_thing_to_do_better_is_said_with_its_reason_and_picture() -> None:
    words = TEXTS.photo.check
    page = review(check("yaw", FAIL, 9.0), check("lips_closed", FAIL, 9.0), check("hair_top", PASS))
    assert page.better is not None
    assert page.better.advice == words["yaw"].advice.zh
    assert words["yaw"].high is not None
    assert words["yaw"].high.zh in page.better.reason
    assert page.better.drawing == Drawing("turn", turned=True)
    head, face = (line for line in page.checks if line.status is FAIL)
    assert head.told_above
    assert not face.told_above
    assert face.detail is not None
    assert words["lips_closed"].advice.zh in face.detail
    assert words["lips_closed"].wrong.zh in face.detail
    assert page.rest == TEXTS("review.others")


def test_a_must_comes_before_what_is_only_better() -> None:
    page = review(check("yaw", FAIL, 9.0, must=False), check("lips_closed", FAIL, 9.0))
    assert page.better is not None
    assert page.better.advice == TEXTS.photo.check["lips_closed"].advice.zh


def test_what_only_staff_can_mend_is_not_asked_of_the_person() -> None:
    page = review(check("width", FAIL, 9.0))
    assert page.better is None
    assert page.checks[0].detail == TEXTS.photo.title("width").zh
    assert not page.checks[0].told_above


def test_what_cannot_be_judged_is_left_to_staff() -> None:
    page = review(check("yaw", UNKNOWN))
    assert (page.tone, page.better) == ("good", None)
    assert page.checks[0].detail == TEXTS("review.not_seen", names=TEXTS.photo.title("yaw").zh)


def test_nothing_is_crossed_out() -> None:
    assert all(icon != "cross" and tone != "bad" for icon, tone in MARKS.values())


@pytest.mark.parametrize("value", [-9.0, 9.0])
def test_every_check_a_person_can_mend_has_a_drawing(value: float) -> None:
    for name, words in load_words().check.items():
        drawing = drawing_of(check(name, FAIL, value))
        if drawing is not None:
            assert (assets_dir() / "pictograms" / f"{drawing.name}.svg").is_file(), name
        else:
            assert words.staff or words.group in ("file", "background"), name
    for group in load_words().group:
        assert (assets_dir() / "icons" / f"check-{group}.svg").is_file()


def test_a_drawing_points_the_way_the_value_is_off() -> None:
    assert drawing_of(check("pitch", FAIL, -9.0)) == Drawing("chin-up")
    assert drawing_of(check("pitch", FAIL, 9.0)) == Drawing("chin-down")
    assert drawing_of(check("yaw", FAIL, -9.0)) == Drawing("turn")
    assert drawing_of(check("yaw", FAIL, 0.0)) is None  # it says nothing of the side


RED, BLUE = QColor(200, 30, 30), QColor(30, 30, 200)


def wipe(look: Look) -> Wipe:
    made = Wipe(Theme(1920, 1080, "sans", look))
    made.resize(300, 400)
    before, after = (QImage(480, 640, QImage.Format.Format_RGB32) for _ in range(2))
    before.fill(RED)
    after.fill(BLUE)
    made.show_images(before, after)
    made.show()
    return made


def colour(widget: Wipe, x: int) -> QColor:
    return QColor(widget.grab().toImage().pixel(x, 120))


def test_a_finger_uncovers_the_original_and_ends_at_the_finished_photo(app: QApplication) -> None:
    widget = wipe(Look(motion=False))
    assert colour(widget, 20) == colour(widget, 280) == BLUE
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=QPoint(150, 300))
    assert widget.value() == WHOLE // 2
    assert (colour(widget, 60), colour(widget, 240)) == (RED, BLUE)
    QTest.mouseMove(widget, QPoint(225, 300))
    assert (colour(widget, 200), widget.value()) == (RED, 75)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=QPoint(225, 300))
    assert widget.value() == 0
    assert colour(widget, 60) == BLUE
    widget.close()


def test_keys_draw_the_line_and_it_tells_its_name_and_value(app: QApplication) -> None:
    widget = wipe(Look())
    widget.setAccessibleName("compare")
    for key, value in (
        (Qt.Key.Key_Right, 5),
        (Qt.Key.Key_End, 100),
        (Qt.Key.Key_Left, 95),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(widget, key)
        assert widget.value() == value
    told = QAccessible.queryAccessibleInterface(widget)
    assert told.role() is QAccessible.Role.Slider
    assert told.text(QAccessible.Text.Name) == "compare"
    assert told.valueInterface().maximumValue() == WHOLE
    widget.close()


def test_before_and_after_lie_on_each_other(exhibits: dict[str, Exhibit], show: Mount) -> None:
    """The original's crop at the same scale: but for the background nothing moves when the line is drawn."""
    widget = show(exhibits["review"]).findChild(Wipe)
    area = widget.area
    middle = area.adjusted(area.width() // 3, area.height() // 3, -area.width() // 3, -area.height() // 3)
    after = pixels(widget.grab(middle).toImage())
    widget.setValue(WHOLE)
    before = pixels(widget.grab(middle).toImage())
    shifts = {
        dx: float(np.abs(before[:, 8:-8] - np.roll(after, dx, axis=1)[:, 8:-8]).mean()) for dx in (-3, 0, 3)
    }
    assert shifts[0] < 6
    assert shifts[0] < min(shifts[-3], shifts[3])


def pixels(image: QImage) -> np.ndarray:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].astype(float)


def test_the_first_remedy_is_the_largest_text(exhibits: dict[str, Exhibit], show: Mount) -> None:
    shell = show(exhibits["review-failed"])
    sizes = {
        label.text(): label.fontMetrics().height()
        for label in shell.page.findChildren(QLabel)
        if label.isVisible() and label.text()
    }
    page = present_review(shell.view())
    assert page.better is not None
    assert max(sizes, key=lambda text: sizes[text]) == page.better.advice
