"""What is being done to a photo that is made, for who waits for it."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """In this order."""

    CUT = "cut"
    """The head is looked at once more and the photo's place in the frame is found."""
    BACKGROUND = "background"
    """The person is cut out and the background laid under them, where the standard asks for one."""
    CHECK = "check"
    """The finished file is inspected."""
