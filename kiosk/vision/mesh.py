"""Indices of the 478-point face mesh by the names of what they lie on.

Source: MediaPipe's canonical face model and its published contours. ``LEFT`` and ``RIGHT`` are
always the *person's own*; the person's right is on the left of the unmirrored picture.
"""

from __future__ import annotations

from typing import Final, NamedTuple

PUPIL_RIGHT: Final = 468
PUPIL_LEFT: Final = 473

EYE_CORNERS_RIGHT: Final = (33, 133)
"""Outer, inner."""
EYE_CORNERS_LEFT: Final = (263, 362)
EYE_LIDS_RIGHT: Final = ((160, 144), (159, 145), (158, 153))
"""Pairs of upper and lower lid."""
EYE_LIDS_LEFT: Final = ((387, 373), (386, 374), (385, 380))

EYE_RIGHT: Final = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
"""Rim of the opening of the person's right eye."""
EYE_LEFT: Final = (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249)


class Eye(NamedTuple):
    """Both lids from the picture's left corner to its right one, and the iris; its edge follows it."""

    upper: tuple[int, ...]
    lower: tuple[int, ...]
    iris: int


EYES: Final = (
    Eye(
        (33, 246, 161, 160, 159, 158, 157, 173, 133),
        (33, 7, 163, 144, 145, 153, 154, 155, 133),
        PUPIL_RIGHT,
    ),
    Eye(
        (362, 398, 384, 385, 386, 387, 388, 466, 263),
        (362, 382, 381, 380, 374, 373, 390, 249, 263),
        PUPIL_LEFT,
    ),
)
"""The person's right eye, their left one."""

CHIN: Final = 152
FOREHEAD: Final = 10
NOSE_TIP: Final = 1

MOUTH_CORNERS: Final = (78, 308)
"""Inner corners of the lips: person's right, person's left."""
LIP_INNER_UPPER: Final = (191, 80, 81, 82, 13, 312, 311, 310, 415)
"""Lower edge of the upper lip, from the person's right to their left."""
LIP_INNER_LOWER: Final = (95, 88, 178, 87, 14, 317, 402, 318, 324)
"""Upper edge of the lower lip, in the same order."""
LIP_OUTER_UPPER: Final = (185, 40, 39, 37, 0, 267, 269, 270, 409)
LIP_OUTER_LOWER: Final = (146, 91, 181, 84, 17, 314, 405, 321, 375)

OVAL: Final = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""Outline of the face, clockwise in the picture from the forehead."""

CHEEK_RIGHT: Final = (116, 117, 118, 101, 36, 205, 187, 123)
"""Outline of the cheek below the person's right eye."""
CHEEK_LEFT: Final = (345, 346, 347, 330, 266, 425, 411, 352)

SIDE_RIGHT: Final = (127, 234, 93, 132)
"""Where the face ends before the person's right ear, from the temple down to the jaw."""
SIDE_LEFT: Final = (356, 454, 323, 361)

STEADY: Final = (33, 133, 362, 263, 1, 10, 152, 234, 454)
"""Points that blinking and speaking hardly move, for measuring motion."""

NOSE_BRIDGE: Final = (168, 6, 197, 195)
