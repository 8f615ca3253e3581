"""How a booth looks and sounds to whoever stands before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.tomlfile import STRICT


@dataclass(frozen=True)
class Look:
    """What a person may choose for their session; a site sets what each session starts with.

    Attributes
    ----------
    contrast
        Strong colours on black.
    large
        Larger texts.
    sound
        Spoken hints and sounds; what is said is written too.
    motion
        Rings that close, lines that snap, pictures that slide; without it states change at once.
    seated
        For who sits, or cannot reach high: everything that is touched lies low, see ``ui.theme.REACH_MM``.
    left_handed
        Rows of buttons and the columns beside a picture change sides; a photo never does.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    contrast: bool = False
    large: bool = False
    sound: bool = True
    motion: bool = True
    seated: bool = False
    left_handed: bool = False
