"""Text that came from outside (codes, file names, other people) as it may be put on the screen."""

from __future__ import annotations

import unicodedata

MOST_CHARS = 80
BREAK_CHARS = 24
"""Longer runs without a space are given places where a line may end."""
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_PLACE_TO_BREAK = "\N{ZERO WIDTH SPACE}"


def harmless(text: str, most: int = MOST_CHARS) -> str:
    """Return at most ``most`` characters that cannot change how anything beside them is shown.

    Control characters, direction marks and overrides, line separators, unassigned and private characters
    become a replacement character, marks beyond two on one letter are left out, and what is too long ends
    in an ellipsis. Widgets show it as plain text; nothing in it is a mark-up or a mnemonic to them.
    """
    shown: list[str] = []
    marks = 0
    for character in text[: 4 * most]:
        category = unicodedata.category(character)
        marks = marks + 1 if category.startswith("M") else 0
        if marks > 2:
            continue
        odd = category[0] == "C" or category in ("Zl", "Zp")
        shown.append(UNKNOWN if odd else " " if category == "Zs" else character)
    cut = "".join(shown)
    return cut if len(cut) <= most and len(text) <= 4 * most else cut[: most - 1] + "…"


def breakable(text: str) -> str:
    """Return the text with places to break in long runs without a space, for labels that wrap."""
    parts = []
    for word in text.split(" "):
        pieces = [word[i : i + BREAK_CHARS] for i in range(0, len(word), BREAK_CHARS)]
        parts.append(_PLACE_TO_BREAK.join(pieces))
    return " ".join(parts)


def on_button(text: str) -> str:
    """Return a text for a button, where ``&`` would mark a key."""
    return text.replace("&", "&&")
