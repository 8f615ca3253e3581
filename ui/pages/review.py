"""The review page: the finished photo large and at print size, the original, every check in words."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.photo.finished import CheckStatus
from kiosk.session.events import RetakeAsked, SubmitAsked
from ui.pages.page import Desk, ModelPage
from ui.presenters.outcome import CheckLine, ReviewPage, present_review
from ui.theme import Theme
from ui.view import View
from ui.widgets import parts
from ui.widgets.lined import lined
from ui.widgets.notice import Notice
from ui.widgets.picture import Picture, image_of

MARKS = {
    CheckStatus.PASS: ("tick-round", "good"),
    CheckStatus.FAIL: ("cross", "bad"),
    CheckStatus.UNKNOWN: ("question", "warn"),
}
PRINT_MM = (40.6, 54.2)
"""480×640 px at 300 dpi."""


class Review(ModelPage):
    """Pictures at the left, the report at the right, retake and submit below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._title, _ = self.heading()
        _.hide()
        self._photo = Picture(theme, theme.px(8), on_caption=True)
        print_px = QSize(*(round(mm * theme.px_per_mm) for mm in PRINT_MM))
        self._print = Picture(theme, 0, fixed=print_px)
        self._original = Picture(theme, theme.px(8), fixed=QSize(theme.px(340), theme.px(340 * 9 / 16)))
        self._captions = {name: parts.label("small", centred=True) for name in ("photo", "print", "original")}
        self._verdict = _Verdict(theme)
        self._lines: list[_Line] = []
        body = self.split()
        pictures = QHBoxLayout()
        pictures.setSpacing(theme.px(36))
        pictures.addLayout(_captioned(self._photo, self._captions["photo"], grow=True), 1)
        small = QVBoxLayout()
        small.addStretch(1)
        small.addLayout(_captioned(self._print, self._captions["print"]))
        small.addSpacing(theme.px(28))
        small.addLayout(_captioned(self._original, self._captions["original"]))
        small.addStretch(1)
        pictures.addLayout(small)
        report = QVBoxLayout()
        report.setSpacing(theme.px(18))
        report.addWidget(self._verdict)
        card = parts.card()
        self._report = QVBoxLayout(card)
        self._report.setContentsMargins(theme.px(32), theme.px(18), theme.px(32), theme.px(18))
        self._report.setSpacing(theme.px(2))
        report.addWidget(card)
        self._waived = Notice(theme, "body", icon="shield")
        report.addWidget(self._waived)
        report.addStretch(1)
        body.addLayout(pictures, 6)
        body.addLayout(report, 5)
        self._submit = parts.button("primary", "primary", lambda: desk.send(SubmitAsked()))
        self._retake = parts.button("plain", "retake", lambda: desk.send(RetakeAsked()))
        self._with_lines = False
        self._lines_button = parts.button("plain", "lines", self._toggle_lines)
        for choice in (self._submit, self._retake, self._lines_button):
            choice.setMinimumHeight(theme.px(104))
        self.add_actions(self._submit, self._retake, self._lines_button)

    def present(self, view: View) -> ReviewPage:
        return present_review(view)

    def show_view(self, view: View) -> None:
        model = self.present(view)
        before = self._shown
        if before is None or (model.photo, model.title, model.waived) != (
            before.photo,
            before.title,
            before.waived,
        ):
            self._shown = model
            self.show_model(model)

    def _toggle_lines(self) -> None:
        """Show the photo with its lines, or as it is again."""
        self._with_lines = not self._with_lines
        if self._shown is not None:
            self.show_model(self._shown)

    def show_model(self, model: ReviewPage) -> None:
        parts.set_text(self._title, model.title)
        image = QImage.fromData(model.photo.jpeg)
        drawn = lined(model.photo, model.capture, model.words) if self._with_lines else image
        self._photo.show_image(drawn)
        parts.set_text(self._lines_button, model.no_lines if self._with_lines else model.lines)
        self._print.show_image(image)
        if model.capture is not None:
            self._original.show_image(image_of(model.capture.frame))
        parts.set_text(self._captions["photo"], model.photo_caption)
        parts.set_text(self._captions["print"], model.print_caption)
        parts.set_text(self._captions["original"], model.original_caption)
        self._verdict.tell(model)
        for _ in range(len(self._lines), len(model.checks)):
            self._lines.append(_Line(self.theme))
            self._report.addWidget(self._lines[-1])
        for index, widget in enumerate(self._lines):
            widget.setVisible(index < len(model.checks))
            if index < len(model.checks):
                widget.show_line(model.checks[index])
        self._waived.tell(model.waived, "plain")
        good = model.tone == "good"
        parts.set_look(self._submit, "kind", "primary" if good else "plain")
        parts.set_look(self._retake, "kind", "plain" if good else "primary")
        parts.set_text(self._submit, model.submit)
        parts.set_text(self._retake, model.retake)


def _captioned(picture: Picture, caption: QLabel, grow: bool = False) -> QVBoxLayout:
    column = QVBoxLayout()
    column.addWidget(
        picture, 1 if grow else 0, Qt.AlignmentFlag(0) if grow else Qt.AlignmentFlag.AlignHCenter
    )
    column.addWidget(caption)
    return column


class _Verdict(QFrame):
    """The report's headline."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._mark = QLabel()
        self._headline, self._note = parts.label("heading"), parts.label("body")
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(self._headline)
        words.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(28), theme.px(22), theme.px(28), theme.px(22))
        row.setSpacing(theme.px(22))
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)

    def tell(self, model: ReviewPage) -> None:
        p = self._theme.palette
        name, colour = ("tick-round", p.good) if model.tone == "good" else ("warning", p.warn)
        self._mark.setPixmap(parts.icon(name, self._theme.px(64), colour))
        parts.set_text(self._headline, model.verdict)
        parts.set_text(self._note, model.verdict_note)
        parts.set_look(self, "notice", model.tone)


class _Line(QWidget):
    """One group of checks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._mark = QLabel()
        self._name, self._detail = parts.label("body", wrap=False), parts.label("small")
        self._word = parts.label("strong", wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(3), 0, theme.px(3))
        row.setSpacing(theme.px(18))
        row.addWidget(self._mark)
        row.addWidget(self._name)
        row.addWidget(self._detail, 1)
        row.addWidget(self._word)

    def show_line(self, line: CheckLine) -> None:
        name, tone = MARKS[line.status]
        colour = self._theme.palette.mark(tone)
        self._mark.setPixmap(parts.icon(name, self._theme.px(36), colour))
        parts.set_text(self._name, line.name)
        parts.set_text(self._detail, line.detail or "")
        parts.set_text(self._word, line.word)
        parts.set_look(self._word, "tone", tone)
