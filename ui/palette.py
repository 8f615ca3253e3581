"""The colours of every page, by what they mean; one set a look."""

from __future__ import annotations

from dataclasses import dataclass

WHITE = "#FFFFFF"
ON_PICTURE = WHITE
"""Lines over the live picture while nothing is wrong or right yet; always on a dark shadow."""
SHADOW, SHADOW_SOFT, SHADOW_DEEP = "#59101828", "#40101828", "#66101828"
"""Shadows of lines over the live picture (#AARRGGBB): any picture may lie below."""


VEIL = "#96101828"
"""Over a page that something else lies on (#AARRGGBB)."""


@dataclass(frozen=True)
class Palette:
    """Colours as ``#RRGGBB``.

    Attributes
    ----------
    page, surface, sunken
        Grounds: of a page, of what lies on it, of what is let into it.
    line, off
        Edges, and those of what cannot be touched now.
    off_ink
        What is written on a key that cannot be touched now: read with an effort, never taken for a live one.
    ink, ink_soft, ink_faint
        Texts on any ground, by weight.
    primary, primary_down, primary_soft, on_primary
        The one action of a page, touched, as a ground, and what is written on it.
    good, warn, bad
        Marks and lines; ``*_ink`` texts on the ground ``*_soft``.
    ring
        Around what keys would press.
    """

    page: str
    surface: str
    sunken: str
    line: str
    off: str
    off_ink: str
    ink: str
    ink_soft: str
    ink_faint: str
    primary: str
    primary_down: str
    primary_soft: str
    on_primary: str
    good: str
    good_ink: str
    good_soft: str
    warn: str
    warn_ink: str
    warn_soft: str
    bad: str
    bad_ink: str
    bad_soft: str
    ring: str
    edge_px: int
    """Width of the edges of cards and buttons at the reference screen."""

    def mark(self, tone: str) -> str:
        """Return the colour of a mark: ``good``, ``warn``, ``bad`` or ``plain``."""
        return {"good": self.good, "warn": self.warn, "bad": self.bad, "plain": self.primary}[tone]

    def notice(self, tone: str) -> tuple[str, str]:
        """Return (ground, ink) of a sentence in a tone."""
        return {
            "good": (self.good_soft, self.good_ink),
            "warn": (self.warn_soft, self.warn_ink),
            "bad": (self.bad_soft, self.bad_ink),
            "plain": (self.primary_soft, self.primary),
        }[tone]


LIGHT = Palette(
    page="#F3F6FA", surface="#FFFFFF", sunken="#E9EEF5", line="#D9E1EB", off="#D9E1EB", off_ink="#99A6B8",
    ink="#13233A", ink_soft="#4A5A70", ink_faint="#5D6B80",
    primary="#1656D6", primary_down="#0F41A6", primary_soft="#E4EDFD", on_primary="#FFFFFF",
    good="#0E8F5B", good_ink="#0A6B44", good_soft="#DFF4EA",
    warn="#E58A00", warn_ink="#8A5200", warn_soft="#FFF1DA",
    bad="#C53434", bad_ink="#A82626", bad_soft="#FCE8E6",
    ring="#0B1B33",
    edge_px=2,
)  # fmt: skip

CONTRAST = Palette(
    page="#000000", surface="#0B0B0B", sunken="#1C1C1C", line="#FFFFFF", off="#6E6E6E", off_ink="#6E6E6E",
    ink="#FFFFFF", ink_soft="#FFFFFF", ink_faint="#D6D6D6",
    primary="#FFD60A", primary_down="#FFF3A3", primary_soft="#3A3000", on_primary="#000000",
    good="#3DF28B", good_ink="#B7FFD6", good_soft="#00331B",
    warn="#FFB020", warn_ink="#FFE2A8", warn_soft="#3D2700",
    bad="#FF8A80", bad_ink="#FFD4D0", bad_soft="#4A0B07",
    ring="#5CC8FF",
    edge_px=4,
)  # fmt: skip
"""White and yellow on black: every text at 7 : 1 or more (WCAG 2.2, 1.4.6)."""


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on(ground: str) -> str:
    """Return what stands out on a mark: white, or black where white does not (WCAG 2.2, 1.4.11)."""
    return WHITE if contrast(ground, WHITE) >= 3.0 else "#000000"


def _luminance(colour: str) -> float:
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
