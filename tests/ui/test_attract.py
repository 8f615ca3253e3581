"""The first page says whether the booth is open, greets who sits down, moves only where that is wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.look import Look
from kiosk.session.state import SessionState
from ui.presenters.entry import AttractPage, present_attract
from ui.still_booth import HEALTH, StillBooth
from ui.texts import Language, load_texts
from ui.theme import Theme
from ui.view import Draft, View
from ui.widgets.hero import Hero

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def page(booth: StillBooth, **changes: object) -> AttractPage:
    texts = load_texts(Language.EN)
    view = View(SessionState(), 0.0, booth.settings.session, booth.campaign, booth.spec, texts, Draft())
    return present_attract(replace(view, **changes), NOW)  # type: ignore[arg-type]


def test_it_says_whether_the_campaign_is_open(booth: StillBooth) -> None:
    campaign = booth.campaign
    assert page(booth).tone == "good"
    later = page(booth, campaign=replace(campaign, opens_at=NOW + DAY))
    over = page(booth, campaign=replace(campaign, closes_at=NOW - DAY))
    still = page(booth, campaign=replace(campaign, closes_at=NOW + DAY))
    assert (later.tone, over.tone, still.tone) == ("warn", "warn", "good")
    day = f"{(NOW + DAY).astimezone():%Y-%m-%d}"
    assert day in later.state and day in still.state
    assert f"{(NOW - DAY).astimezone():%Y-%m-%d}" in over.state


def test_a_network_that_wants_a_log_in_is_told_and_stops_nobody(booth: StillBooth) -> None:
    told = page(booth, health=replace(HEALTH, link="portal"))
    assert "log-in" in told.state and told.button == page(booth).button


def test_who_sits_down_is_greeted_in_both_languages(booth: StillBooth) -> None:
    texts = load_texts(Language.EN)
    greeted = page(booth, state=SessionState(visitor=True))
    assert (greeted.title, greeted.other_title) == (
        texts("attract.greeting"),
        texts.other("attract.greeting"),
    )


def test_the_picture_moves_only_where_motion_is_wanted(app: QApplication) -> None:
    for motion in (True, False):
        hero = Hero(Theme(640, 360, "sans", Look(motion=motion)), 200, lambda: None)
        hero.show()
        assert hero.moves is motion
        hero.hide()
        assert not hero.moves
        hero.deleteLater()


def test_the_picture_starts_too_but_not_what_is_beside_it(app: QApplication) -> None:
    touched: list[int] = []
    hero = Hero(Theme(640, 360, "sans"), 200, lambda: touched.append(1))
    hero.resize(600, 240)
    hero.show()
    QTest.mouseClick(hero, Qt.MouseButton.LeftButton, pos=QPoint(300, 120))
    QTest.mouseClick(hero, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    hero.hide()
    assert touched == [1]
