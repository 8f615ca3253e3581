"""First set-up: a photo of the drawn person, and one of somebody who sits there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.photo.finished import FinishedPhoto
from ui.pages.setting_up import SettingUp
from ui.presenters.setting_up import present_drawn, present_person
from ui.presenters.setup_models import PhotoPage
from ui.view import View
from ui.widgets import parts
from ui.widgets.picture import Picture
from ui.widgets.spinner import Spinner

SPINNER_SIDE, EMPTY_SIDE = 120, 280
"""Px of the reference screen."""


PHOTO_TO_WORDS = {True: (3, 1), False: (2, 5)}
"""Shares of a tall and of a wide page: beside it a photo is as wide as it is high enough for."""


class _Tried(SettingUp):
    """The finished photo at one side, what is to be said about it at the other."""

    def build(self) -> None:
        theme = self.theme
        self._photo: FinishedPhoto | None = None
        # At the page's margin on a wide screen, with the words close by.
        edge = 1.0 if theme.look.left_handed else 0.0
        self._picture = Picture(theme, theme.px(8), share_left=0.5 if theme.portrait else edge)
        self._empty = QLabel()
        self._empty.setPixmap(parts.icon("person", theme.px(EMPTY_SIDE), theme.palette.line))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._spinner = Spinner(theme, theme.px(SPINNER_SIDE))
        self._checks = parts.label("strong")
        self._words = QWidget()
        words = QVBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(theme.px(24))
        for widget in (self._told, self._checks):
            words.addWidget(widget)
        words.addStretch(1)
        pictures = QVBoxLayout()
        pictures.addWidget(self._picture, 1)
        for instead in (self._empty, self._spinner):
            pictures.addWidget(instead, 1, Qt.AlignmentFlag.AlignCenter)
        self._body = self.split()
        self._body.addLayout(pictures, 1)
        self._body.addWidget(self._words, 1)

    def show_model(self, model: PhotoPage) -> None:
        if model.photo is not self._photo:
            self._photo = model.photo
            jpeg = b"" if model.photo is None else model.photo.jpeg
            self._picture.show_image(QImage.fromData(jpeg))
        self._spinner.setVisible(model.page.busy)
        self._picture.setVisible(not model.page.busy and model.photo is not None)
        self._empty.setVisible(not model.page.busy and model.photo is None)
        self._stand(beside=model.photo is not None and not model.page.busy)
        parts.set_text(self._checks, "\n".join(f"• {check}" for check in model.checks))
        self._checks.setVisible(bool(model.checks))
        self._words.setVisible(model.page.told is not None or bool(model.checks))
        self.show_page(model.page)

    def _stand(self, *, beside: bool) -> None:
        """Put the words beside the photo, or below what stands in the middle of the page instead of one."""
        tall = QBoxLayout.Direction.TopToBottom
        self._body.setDirection(parts.across(self.theme) if beside and not self.theme.portrait else tall)
        photo, words = PHOTO_TO_WORDS[self.theme.portrait] if beside else (1, 0)
        self._body.setStretch(0, photo)
        self._body.setStretch(1, words)


class SetupDrawn(_Tried):
    """The program by itself: no camera, no lamps, nobody."""

    def present(self, view: View) -> PhotoPage:
        return present_drawn(view)


class SetupPerson(_Tried):
    """The booth as the first student will find it."""

    def present(self, view: View) -> PhotoPage:
        return present_person(view)
