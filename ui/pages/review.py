"""The review page: the finished photo large and at print size, the original, every check in words."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from kiosk.campaign.campaign import Campaign
from kiosk.session.events import OperatorAsked, RetakeAsked, SubmitAsked
from ui.pages.page import Desk, ModelPage
from ui.presenters.reviewing import ReviewPage, lines_if_good, present_review
from ui.texts import Texts
from ui.view import View
from ui.widgets import parts
from ui.widgets.lined import lined
from ui.widgets.notice import Notice
from ui.widgets.picture import Picture, image_on, small_image_of
from ui.widgets.report import Report, Verdict
from ui.widgets.wipe import Wipe, cut_out

PRINT_MM = (40.6, 54.2)
"""480×640 px at 300 dpi."""


class Review(ModelPage):
    """Pictures at one side, the report at the other; what is advised of retake and submit is the primary."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._title = parts.label("title")
        self.column.addWidget(self._title)
        self._wipe = Wipe(theme)
        print_px = QSize(*(round(mm * theme.px_per_mm) for mm in PRINT_MM))
        self._print = Picture(theme, 0, fixed=print_px)
        self._original = Picture(theme, theme.px(8), fixed=QSize(theme.px(260), theme.px(260 * 9 / 16)))
        self._captions = {name: parts.label("small", centred=True) for name in ("photo", "print", "original")}
        self._verdict, self._report = Verdict(theme), Report(theme)
        body = self.split()
        body.addLayout(self._pictures(), 1)
        body.addLayout(self._words(), 0 if theme.portrait else 1)
        self._submit = parts.button("primary", "primary", self._go_on)
        self._retake = parts.button("plain", "retake", lambda: desk.send(RetakeAsked()))
        self._with_lines = False
        self._lines_button = parts.button("plain", "lines", self._toggle_lines)
        for choice in (self._submit, self._retake, self._lines_button):
            choice.setMinimumHeight(theme.px(104))
        self.add_actions(self._submit, self._retake, self._lines_button)

    def _pictures(self) -> QHBoxLayout:
        theme = self.theme
        large = QVBoxLayout()
        large.setSpacing(theme.px(8))
        large.addWidget(self._wipe, 1)
        large.addWidget(self._captions["photo"])
        small = QVBoxLayout()
        small.setSpacing(theme.px(8))
        small.addStretch(1)
        for picture, name in ((self._print, "print"), (self._original, "original")):
            small.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
            small.addWidget(self._captions[name])
            small.addStretch(1)
        pictures = QHBoxLayout()
        pictures.setSpacing(theme.px(28))
        pictures.addLayout(large, 1)
        pictures.addLayout(small)
        return pictures

    def _words(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(self.theme.px(18))
        words.addWidget(self._verdict)
        self._match = Notice(self.theme, "body", icon="person")
        words.addWidget(self._match)
        words.addWidget(self._report)
        self._waived = Notice(self.theme, "body", icon="shield")
        words.addWidget(self._waived)
        self._note: QLabel = parts.label("body")
        words.addWidget(self._note)
        words.addStretch(1)
        return words

    def foresee(self, campaign: Campaign, texts: Texts) -> Iterator[None]:
        """Most photos are good, by the same groups of checks."""
        self._verdict.foresee()
        yield from self._report.foresee(lines_if_good(texts))

    def present(self, view: View) -> ReviewPage:
        return present_review(view)

    def show_view(self, view: View) -> None:
        model = self.present(view)
        before = self._shown
        if before is None or _told(model) != _told(before):
            self._shown = model
            self.show_model(model)

    def _go_on(self) -> None:
        """Submit, or call staff where they have to look first."""
        match = None if self._shown is None else self._shown.match
        self.desk.send(OperatorAsked() if match is not None and match.staff is not None else SubmitAsked())

    def _toggle_lines(self) -> None:
        """Show the photo with its lines, or as it is again."""
        self._with_lines = not self._with_lines
        if self._shown is not None:
            self.show_model(self._shown)

    def show_model(self, model: ReviewPage) -> None:
        parts.set_text(self._title, model.title)
        self._title.setVisible(model.better is None)  # what to do better is the headline, and needs the room
        self._show_pictures(model)
        parts.set_text(self._lines_button, model.no_lines if self._with_lines else model.lines)
        self._verdict.tell(model)
        self._report.tell(model.checks, model.rest)
        match = model.match
        self._match.tell(None if match is None else match.text, "plain" if match is None else match.tone)
        self._waived.tell(model.waived, "plain")
        parts.set_text(self._note, "" if model.better is None else model.verdict_note)
        self._note.setVisible(model.better is not None)
        again = model.retake_first
        parts.set_look(self._submit, "kind", "plain" if again else "primary")
        parts.set_look(self._retake, "kind", "primary" if again else "plain")
        advised, other = (self._retake, self._submit) if again else (self._submit, self._retake)
        self.arrange(advised, other, self._lines_button)
        calling = None if match is None else match.staff
        parts.set_text(self._submit, model.submit if calling is None else calling)
        parts.set_text(self._retake, model.retake)

    def _show_pictures(self, model: ReviewPage) -> None:
        image = QImage.fromData(model.photo.jpeg)
        drawn = lined(model.photo, model.capture, model.words) if self._with_lines else image
        before = QImage()
        if model.capture is not None:
            frame = model.capture.frame
            before = cut_out(image_on(frame), model.photo.crop)
            self._original.show_image(small_image_of(frame))
        self._wipe.show_images(before, drawn)
        self._wipe.name_sides(*model.sides, model.drag)
        self._wipe.setAccessibleName(model.wipe_name)
        self._print.show_image(image)
        parts.set_text(self._captions["photo"], model.photo_caption)
        parts.set_text(self._captions["print"], model.print_caption)
        parts.set_text(self._captions["original"], model.original_caption)


def _told(model: ReviewPage) -> tuple[object, ...]:
    """Return what the page is drawn anew for."""
    return model.photo, model.title, model.waived, model.match
