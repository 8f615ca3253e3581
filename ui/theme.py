"""Design tokens: colours, type scale and spacing, all scaled from the screen's size."""

from __future__ import annotations

from dataclasses import dataclass

REFERENCE_SIDE_PX = 1080
"""Short side of the screen the sizes are drawn for (24 inch, 1920×1080, 3.62 px a millimetre)."""

REFERENCE_PX_PER_MM = 3.62
TOUCH_MM = 20.0
MIN_TOUCH_PX = 56

PAGE = "#F3F6FA"
SURFACE = "#FFFFFF"
SUNKEN = "#E9EEF5"
LINE = "#D9E1EB"
INK = "#13233A"
INK_SOFT = "#4A5A70"
INK_FAINT = "#738298"
PRIMARY = "#1656D6"
PRIMARY_DOWN = "#0F41A6"
PRIMARY_SOFT = "#E4EDFD"
GOOD = "#0E8F5B"
GOOD_SOFT = "#DFF4EA"
WARN = "#E58A00"
WARN_INK = "#8A5200"
WARN_SOFT = "#FFF1DA"
BAD = "#C53434"
BAD_SOFT = "#FCE8E6"


@dataclass(frozen=True)
class Theme:
    """Sizes for one screen.

    Attributes
    ----------
    width_px, height_px
        Logical size of the window.
    family
        The font family that covers Chinese and Latin.
    """

    width_px: int
    height_px: int
    family: str

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

    @property
    def px_per_mm(self) -> float:
        """Pixels a millimetre, taking the screen for a scaled reference screen."""
        return REFERENCE_PX_PER_MM * self.scale

    @property
    def touch_px(self) -> int:
        """Least side of anything that is touched, about 20 mm."""
        return max(MIN_TOUCH_PX, round(TOUCH_MM * self.px_per_mm))

    @property
    def margin_px(self) -> int:
        return self.px(48)

    @property
    def gap_px(self) -> int:
        return self.px(24)


TYPE_SCALE_PX = {
    "display": (92, 700),
    "hint": (76, 700),
    "title": (58, 700),
    "heading": (38, 700),
    "number": (64, 700),
    "lead": (32, 400),
    "body": (28, 400),
    "strong": (28, 700),
    "caption": (24, 400),
    "small": (22, 400),
}
"""Role → (size at the reference screen in px, weight)."""

_INK_OF_ROLE = {"lead": INK_SOFT, "caption": INK_SOFT, "small": INK_FAINT}


def stylesheet(theme: Theme) -> str:
    """Return the style sheet of the whole window for ``theme``."""
    radius = theme.px(20)
    rules = [
        f"* {{ font-family: '{theme.family}'; color: {INK}; outline: none; }}",
        f"QWidget#shell, QWidget#page {{ background: {PAGE}; }}",
        "QLabel { background: transparent; }",
        f"QFrame[card='plain'] {{ background: {SURFACE}; border: 1px solid {LINE};"
        f" border-radius: {radius}px; }}",
        f"QFrame[card='sunken'] {{ background: {SUNKEN}; border: none; border-radius: {radius}px; }}",
    ]
    rules += [
        f"QLabel[role='{role}'] {{ font-size: {theme.px(size)}px; font-weight: {weight};"
        f" color: {_INK_OF_ROLE.get(role, INK)}; }}"
        for role, (size, weight) in TYPE_SCALE_PX.items()
    ]
    # Spaced letters are read one by one, and no two of them (ff) grow together.
    rules.append(f"QLabel[role='number'] {{ letter-spacing: {theme.px(4)}px; }}")
    rules += _notices(radius) + _buttons(theme) + _scrolling(theme)
    return "\n".join(rules)


def _notices(radius_px: int) -> list[str]:
    tones = {
        "good": (GOOD_SOFT, GOOD),
        "warn": (WARN_SOFT, WARN_INK),
        "bad": (BAD_SOFT, BAD),
        "plain": (PRIMARY_SOFT, PRIMARY),
    }
    rules = []
    for tone, (back, ink) in tones.items():
        rules.append(f"QFrame[notice='{tone}'] {{ background: {back}; border-radius: {radius_px}px; }}")
        rules.append(f"QFrame[notice='{tone}'] QLabel {{ color: {ink}; }}")
        rules.append(f"QLabel[tone='{tone}'] {{ color: {ink}; }}")
    rules.append(f"QLabel[tone='faint'] {{ color: {INK_FAINT}; }}")
    return rules


def _buttons(theme: Theme) -> list[str]:
    radius = theme.px(18)
    pad = theme.px(36)
    base = (
        f"border-radius: {radius}px; padding: 0 {pad}px; min-height: {theme.touch_px}px;"
        f" min-width: {theme.touch_px}px; font-size: {theme.px(30)}px; font-weight: 700;"
    )
    return [
        f"QPushButton {{ {base} background: {SURFACE}; color: {INK}; border: 2px solid {LINE}; }}",
        f"QPushButton:pressed {{ background: {SUNKEN}; }}",
        f"QPushButton[kind='primary'] {{ background: {PRIMARY}; color: white; border: none;"
        f" font-size: {theme.px(36)}px; min-height: {theme.px(104)}px; min-width: {theme.px(320)}px; }}",
        f"QPushButton[kind='primary']:pressed {{ background: {PRIMARY_DOWN}; }}",
        f"QPushButton[kind='primary']:disabled {{ background: {LINE}; color: {INK_FAINT}; }}",
        f"QPushButton[kind='warn'] {{ background: {WARN_INK}; color: white; border: none; }}",
        f"QPushButton[kind='quiet'] {{ background: transparent; color: {INK_SOFT}; border: none; }}",
        f"QPushButton[kind='quiet']:pressed {{ background: {SUNKEN}; }}",
        f"QPushButton[kind='key'] {{ font-size: {theme.px(38)}px; padding: 0;"
        f" border: 1px solid {LINE}; border-radius: {theme.px(16)}px; }}",
        f"QPushButton[kind='key']:pressed {{ background: {PRIMARY_SOFT}; border-color: {PRIMARY}; }}",
        f"QPushButton[kind='key']:disabled {{ color: {LINE}; background: {PAGE}; }}",
        f"QPushButton[kind='choice'] {{ border: none; background: transparent; color: {INK_SOFT};"
        f" padding: 0 {theme.px(20)}px; font-size: {theme.px(26)}px; }}",
        f"QPushButton[kind='choice']:checked {{ background: {PRIMARY_SOFT}; color: {PRIMARY}; }}",
        f"QPushButton[kind='option'] {{ font-size: {theme.px(28)}px; font-weight: 400;"
        f" padding: 0 {theme.px(16)}px; text-align: left; }}",
        f"QPushButton[kind='option']:checked {{ background: {PRIMARY_SOFT}; color: {PRIMARY};"
        f" border-color: {PRIMARY}; font-weight: 700; }}",
    ]


def _scrolling(theme: Theme) -> list[str]:
    bar = theme.px(14)
    return [
        "QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }",
        f"QScrollBar:vertical {{ width: {bar}px; background: transparent; margin: 0; }}",
        f"QScrollBar::handle:vertical {{ background: {LINE}; border-radius: {bar // 2}px;"
        f" min-height: {theme.touch_px}px; }}",
        "QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page"
        " { height: 0; background: transparent; }",
    ]
