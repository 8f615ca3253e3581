"""Design tokens: colours, type scale and spacing, all scaled from the screen's size."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.look import Look
from ui.palette import CONTRAST, LIGHT, Palette

REFERENCE_SIDE_PX = 1080
"""Short side of the screen the sizes are drawn for (24 inch, 1920×1080, 3.62 px a millimetre)."""

REFERENCE_PX_PER_MM = 3.62
TOUCH_MM = 20.0
MIN_TOUCH_PX = 56


REACH_MM = 320.0
"""Above the screen's lower edge nothing is touched in seated mode: where that edge is at 900 mm this is
1220 mm, the highest that somebody seated should have to reach (ISO 21542, ADA 308.2)."""
SWITCH_HEIGHT = 128
"""Of a switch with a note below its name, px of the reference screen (35 mm)."""
TILE_HEIGHT = 104
"""Of a button with a picture and up to two lines of words, px of the reference screen (29 mm)."""
BUTTON_PAD = 36
"""At either side of a button's words, px of the reference screen."""
LARGE_OPTION_HEIGHT = 184
"""Of an option that is most of its page, px of the reference screen (51 mm)."""
ACTION_HEIGHT = 104
"""Of the buttons in a page's row of actions, px of the reference screen (29 mm)."""

LARGE_TEXT = (1.2, 1.15, 1.1, 1.05, 1.0)
"""Of large texts, in sizes of the usual ones: a page takes the first with which everything has room."""


@dataclass(frozen=True)
class Theme:
    """Sizes for one screen.

    Attributes
    ----------
    width_px, height_px
        Logical size of the window.
    family
        The font family that covers Chinese and Latin.
    look
        What the person chose.
    """

    width_px: int
    height_px: int
    family: str
    look: Look = field(default_factory=Look)

    @property
    def palette(self) -> Palette:
        """The colours."""
        return CONTRAST if self.look.contrast else LIGHT

    @property
    def portrait(self) -> bool:
        return self.height_px > self.width_px

    @property
    def scale(self) -> float:
        """Ratio to the reference screen, by the shorter side."""
        return min(self.width_px, self.height_px) / REFERENCE_SIDE_PX

    def px(self, at_reference_px: float) -> int:
        """Return a length of the reference screen on this one, px, at least 1."""
        return max(1, round(at_reference_px * self.scale))

    def text_px(self, at_reference_px: float) -> int:
        """Return a text's size, px: :meth:`px`, more for who wants large texts."""
        return self.px(at_reference_px * (LARGE_TEXT[0] if self.look.large else 1.0))

    @property
    def px_per_mm(self) -> float:
        """Pixels a millimetre, taking the screen for a scaled reference screen."""
        return REFERENCE_PX_PER_MM * self.scale

    @property
    def touch_px(self) -> int:
        """Least side of anything that is touched, about 20 mm."""
        return max(MIN_TOUCH_PX, round(TOUCH_MM * self.px_per_mm))

    @property
    def low_px(self) -> int:
        """Where what is touched may begin, px below the window's upper edge: 0 unless somebody is seated."""
        return max(0, self.height_px - int(REACH_MM * self.px_per_mm)) if self.look.seated else 0

    def edge_px(self, at_reference_px: int) -> int:
        """Return the width of an edge, px: never thinner than on the reference screen."""
        return max(at_reference_px, self.px(at_reference_px))

    @property
    def margin_px(self) -> int:
        return self.px(48)

    @property
    def gap_px(self) -> int:
        return self.px(24)


TYPE_SCALE_PX: dict[str, tuple[float, int]] = {
    "display": (92, 700),
    "hint": (76, 700),
    "line": (76 / LARGE_TEXT[0], 700),  # of large texts: a usual hint
    "title": (58, 700),
    "narrow": (58 / LARGE_TEXT[0], 700),  # of large texts: a usual title
    "heading": (38, 700),
    "number": (64, 700),
    "lead": (32, 400),
    "body": (28, 400),
    "strong": (28, 700),
    "caption": (24, 400),
    "small": (22, 400),
}
"""Role → (size at the reference screen in px, weight)."""

ROOM_PX = {"field": 132, "notice": 88}
"""Least height of what keeps its room whether it says little or much, at the reference screen, px."""

WORD_TEXT_PX = 28
"""Of a pad's key with several characters, at the reference screen, px."""
BUTTON_TEXT_PX = {"": 30, "primary": 36, "key": 38, "choice": 26, "option": 28}
"""Kind of button (all others first) → size of its text at the reference screen, px."""
LARGE_OPTION_TEXT_PX = 38

_SOFT_ROLES, _FAINT_ROLES = frozenset({"lead", "caption"}), frozenset({"small"})


def stylesheet(theme: Theme) -> str:
    """Return the style sheet of the whole window for ``theme``."""
    radius, p = theme.px(20), theme.palette
    rules = [
        f"* {{ font-family: '{theme.family}'; color: {p.ink}; outline: none; }}",
        f"QWidget#shell, QWidget#page {{ background: {p.page}; }}",
        "QLabel { background: transparent; }",
        f"QFrame[card='plain'] {{ background: {p.surface}; border-radius: {radius}px;"
        f" border: {theme.edge_px(p.edge_px - 1)}px solid {p.line}; }}",
        f"QFrame[card='sunken'] {{ background: {p.sunken}; border: none; border-radius: {radius}px; }}",
    ]
    rules += [
        f"QLabel[role='{role}'] {{ font-weight: {weight}; color: {_ink_of(role, p)}; }}"
        for role, (_, weight) in TYPE_SCALE_PX.items()
    ]
    # Spaced letters are read one by one, and no two of them (ff) grow together.
    rules.append(f"QLabel[role='number'] {{ letter-spacing: {theme.px(4)}px; }}")
    # For who uses keys: what they would press has a ring; a finger leaves none.
    rules.append(f"QWidget#shell[keys='true'] *:focus {{ border: {theme.px(6)}px solid {p.ring}; }}")
    rules += _notices(p, radius) + _buttons(theme) + _scrolling(theme)
    rules.append(text_sizes(theme, LARGE_TEXT[0] if theme.look.large else 1.0))
    return "\n".join(rules)


def text_sizes(theme: Theme, ratio: float) -> str:
    """Return the rules for the sizes of texts, ``ratio`` times the usual ones."""
    rules = [
        f"QLabel[role='{role}'] {{ font-size: {theme.px(size * ratio)}px; }}"
        for role, (size, _) in TYPE_SCALE_PX.items()
    ]
    for room, size in ROOM_PX.items():
        rules.append(f"QFrame[room='{room}'] {{ min-height: {theme.px(size * ratio)}px; }}")
    for kind, size in BUTTON_TEXT_PX.items():
        which = f"[kind='{kind}']" if kind else ""
        rules.append(f"QPushButton{which} {{ font-size: {theme.px(size * ratio)}px; }}")
    large_px = theme.px(LARGE_OPTION_TEXT_PX * ratio)
    rules.append(f"QPushButton[kind='option'][large='true'] {{ font-size: {large_px}px; }}")
    return "\n".join(rules)


def _ink_of(role: str, palette: Palette) -> str:
    if role in _SOFT_ROLES:
        return palette.ink_soft
    return palette.ink_faint if role in _FAINT_ROLES else palette.ink


def _notices(palette: Palette, radius_px: int) -> list[str]:
    rules = []
    for tone in ("good", "warn", "bad", "plain"):
        ground, ink = palette.notice(tone)
        rules.append(f"QFrame[notice='{tone}'] {{ background: {ground}; border-radius: {radius_px}px; }}")
        rules.append(f"QFrame[notice='{tone}'] QLabel {{ color: {ink}; }}")
        rules.append(f"QLabel[tone='{tone}'] {{ color: {ink}; }}")
    rules.append(f"QLabel[tone='faint'] {{ color: {palette.ink_faint}; }}")
    return rules


def _buttons(theme: Theme) -> list[str]:
    radius = theme.px(18)
    pad = theme.px(BUTTON_PAD)
    p = theme.palette
    base = f"border-radius: {radius}px; padding: 0 {pad}px; min-height: {theme.touch_px}px; font-weight: 700;"
    return [
        f"QPushButton {{ {base} background: {p.surface}; color: {p.ink};"
        f" border: {theme.edge_px(p.edge_px)}px solid {p.line}; }}",
        f"QPushButton:pressed {{ background: {p.sunken}; }}",
        f"QPushButton[kind='primary'] {{ background: {p.primary}; color: {p.on_primary}; border: none;"
        f" min-height: {theme.px(ACTION_HEIGHT)}px;"
        f" min-width: {theme.px(320)}px; }}",
        f"QPushButton[kind='primary']:pressed {{ background: {p.primary_down}; }}",
        f"QPushButton[kind='primary']:disabled {{ background: {p.sunken}; color: {p.ink_faint}; }}",
        f"QPushButton[kind='warn'] {{ background: {p.warn_ink}; color: {p.surface}; border: none; }}",
        f"QPushButton[kind='quiet'] {{ background: transparent; color: {p.ink_soft};"
        f" border: {theme.edge_px(p.edge_px)}px solid {p.line}; }}",
        f"QPushButton[kind='quiet']:pressed {{ background: {p.sunken}; }}",
        f"QPushButton:disabled {{ color: {p.ink_faint}; background: {p.page}; border-color: {p.off}; }}",
        f"QPushButton[place='action'] {{ min-height: {theme.px(ACTION_HEIGHT)}px; }}",
        f"QPushButton[kind='key'] {{ padding: 0;"
        f" border: {theme.edge_px(1)}px solid {p.line}; border-radius: {theme.px(16)}px; }}",
        f"QPushButton[kind='key'][word='true'] {{ font-size: {theme.px(WORD_TEXT_PX)}px; }}",
        f"QPushButton[kind='key']:pressed {{ background: {p.primary_soft}; border-color: {p.primary}; }}",
        f"QPushButton[kind='key']:disabled {{ background: {p.page};"
        f" color: {p.off_ink}; border-color: {p.off}; }}",
        f"QPushButton[kind='choice'] {{ border: none; background: transparent; color: {p.ink_soft};"
        f" padding: 0 {theme.px(24)}px; }}",
        f"QPushButton[kind='choice']:checked {{ background: {p.primary_soft}; color: {p.primary}; }}",
        f"QPushButton[kind='switch'] {{ padding: 0; min-height: {theme.px(SWITCH_HEIGHT)}px; }}",
        f"QPushButton[kind='switch']:checked {{ background: {p.primary_soft}; border-color: {p.primary}; }}",
        f"QPushButton[kind='tile'] {{ padding: 0; min-height: {theme.px(TILE_HEIGHT)}px; }}",
        f"QPushButton[kind='option'] {{ font-weight: 400; padding: 0 {theme.px(16)}px; text-align: left; }}",
        "QPushButton[kind='option'][pick='tab'] { text-align: center; }",
        f"QPushButton[kind='option'][large='true'] {{ min-height: {theme.px(LARGE_OPTION_HEIGHT)}px;"
        f" padding: 0 {theme.px(40)}px; }}",
        f"QPushButton[kind='option']:checked {{ background: {p.primary_soft}; color: {p.primary};"
        f" border-color: {p.primary}; font-weight: 700; }}",
    ]


def _scrolling(theme: Theme) -> list[str]:
    bar, p = theme.px(14), theme.palette
    return [
        "QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }",
        f"QScrollBar:vertical {{ width: {bar}px; background: transparent; margin: 0; }}",
        f"QScrollBar::handle:vertical {{ background: {p.line}; border-radius: {bar // 2}px;"
        f" min-height: {theme.touch_px}px; }}",
        "QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page"
        " { height: 0; background: transparent; }",
    ]
