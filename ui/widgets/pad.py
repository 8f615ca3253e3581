"""The kiosk's own pads: digits, ID characters, letters, e-mail and a PIN; large keys, no system keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.texts import Texts
from ui.theme import Theme
from ui.widgets.parts import SAYS, button, button_icon, name_controls

ERASE = "⌫"
SPACE = " "
DRAWN = {ERASE: ("backspace", "pad.erase"), SPACE: ("space", "pad.space")}
"""Keys with a picture instead of words: the picture, and what they are called."""
NONE = ""
"""A place without a key."""
KEY_HEIGHT = 116
"""Of a key at most, px of the reference screen."""
WORD_COLUMNS = 2
"""That a key with several characters takes."""
PAD_STRETCH = 20
"""A pad takes what room there is, up to :data:`KEY_HEIGHT`."""

LAYOUTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "hex": (
        ("1", "2", "3", "4", "5", "6"),
        ("7", "8", "9", "0", "a", "b"),
        ("c", "d", "e", "f", ERASE),
    ),
    "last4": (("1", "2", "3", "X"), ("4", "5", "6", "("), ("7", "8", "9", ")"), (NONE, "0", ERASE)),
    "student_number": (
        ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0"),
        ("Q", "W", "E", "R", "T", "Y", "U", "I", "O", "P"),
        ("A", "S", "D", "F", "G", "H", "J", "K", "L", "-"),
        ("Z", "X", "C", "V", "B", "N", "M", ERASE),
    ),
    "note": (
        ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0"),
        ("Q", "W", "E", "R", "T", "Y", "U", "I", "O", "P"),
        ("A", "S", "D", "F", "G", "H", "J", "K", "L", "-"),
        ("Z", "X", "C", "V", "B", "N", "M", SPACE, ERASE),
    ),
    "phone": (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("+", "0", ERASE)),
    "email": (
        ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0"),
        ("q", "w", "e", "r", "t", "y", "u", "i", "o", "p"),
        ("a", "s", "d", "f", "g", "h", "j", "k", "l", "@"),
        ("z", "x", "c", "v", "b", "n", "m", ".", "-", "_"),
        ("@qq.com", "@163.com", ".edu.cn", ".com", ERASE),
    ),
    "url": (
        ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0"),
        ("q", "w", "e", "r", "t", "y", "u", "i", "o", "p"),
        ("a", "s", "d", "f", "g", "h", "j", "k", "l", "-"),
        ("z", "x", "c", "v", "b", "n", "m", ".", ":", "/"),
        ("https://", ".edu.cn", ".com", ERASE),
    ),
    "code": (
        ("2", "3", "4", "5", "6", "7", "8", "9", "A"),
        ("B", "C", "D", "E", "F", "G", "H", "J", "K"),
        ("L", "M", "N", "P", "Q", "R", "S", "T", "U"),
        ("V", "W", "X", "Y", "Z", ERASE),
    ),
    "pin": (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), (NONE, "0", ERASE)),
}
"""Rows of keys; the last key of a row takes what is left of it, one of several characters two columns."""


class Pad(QWidget):
    """A grid of keys.

    Parameters
    ----------
    typed, erased
        Called with a key's character (or characters), or when the last one is to be taken back.
    """

    def __init__(
        self, theme: Theme, layout: str, typed: Callable[[str], None], erased: Callable[[], None]
    ) -> None:
        super().__init__()
        self.layout_name = layout
        rows = LAYOUTS[layout]
        columns = max(len(row) for row in rows)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(10 if columns > 6 else 14))
        for y, row in enumerate(rows):
            x = 0
            for key in row:
                width = columns - x if key == row[-1] else WORD_COLUMNS if len(key) > 1 else 1
                if key != NONE:
                    grid.addWidget(self._key(theme, key, typed, erased), y, x, 1, width)
                x += width
        for x in range(columns):
            grid.setColumnStretch(x, 1)
        self.setMaximumHeight(len(rows) * (theme.px(KEY_HEIGHT) + grid.spacing()) - grid.spacing())

    def _key(
        self, theme: Theme, key: str, typed: Callable[[str], None], erased: Callable[[], None]
    ) -> QPushButton:
        p = theme.palette
        if key == ERASE:
            made = button("key", "key-erase", erased)
        else:
            made = button("key", f"key-{key}", lambda: typed(key))
        if key in DRAWN:
            icon, says = DRAWN[key]
            made.setProperty(SAYS, says)
            button_icon(made, icon, theme.px(40), p.ink, p.off_ink)
        else:
            made.setText(key)
        if len(key) > 1:
            made.setProperty("word", "true")
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return made


class Pads(QVBoxLayout):
    """Several pads in one place, one of them shown; each is made when it is first written on, or foreseen.

    Most people never write on a second, and forty keys take as long to make as the page around them.

    Parameters
    ----------
    typed, erased
        As of :class:`Pad`.
    """

    def __init__(self, theme: Theme, typed: Callable[[str], None], erased: Callable[[], None]) -> None:
        super().__init__()
        self._theme, self._typed, self._erased = theme, typed, erased
        self._pads: dict[str, Pad] = {}

    def foresee(self, layout: str) -> None:
        """Have this pad, which will be written on most likely."""
        if layout not in self._pads:
            self._add(layout)

    def _add(self, layout: str) -> Pad:
        made = Pad(self._theme, layout, self._typed, self._erased)
        self._pads[layout] = made
        self.addWidget(made, PAD_STRETCH)
        return made

    def write_on(self, layout: str | None, texts: Texts, *, enabled: bool = True) -> None:
        """Show the pad of this layout, or none; ``texts`` name the keys that show no words."""
        if layout is not None and layout not in self._pads:
            name_controls(self._add(layout), texts)
        for name, pad in self._pads.items():
            pad.setVisible(name == layout)
            pad.setEnabled(enabled)
