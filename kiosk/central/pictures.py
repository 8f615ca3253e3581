"""Looking at uploaded pictures before they are kept: JPEG and nothing else, not too large to decode."""

from __future__ import annotations

import io
import warnings

from PIL import Image

from kiosk.central.jpeg_parts import sample_of, structure_of
from kiosk.central.problems import Problem

_SCALE = 8
"""A JPEG decodes at an eighth of its size from the blocks' mean values: into a sixty-fourth of the memory."""
_CODED_BYTES = 2_048
"""How much of a plain picture's coded data is decoded; some blocks of every table in use."""


def picture_size(data: bytes, max_px: int) -> tuple[int, int]:
    """Return (width, height) of a JPEG that decodes whole and has nothing hidden behind it.

    Raises
    ------
    Problem
        415 ``not-a-jpeg``; 422 ``too-many-pixels``, found before anything is decoded.
    """
    structure = structure_of(data)
    if fault := structure.fault:
        raise Problem(415, "not-a-jpeg", "The body is not a whole JPEG picture and no more.", fault=fault)
    try:
        # Pillow's own limit warns; ours is checked from the header, before decoding.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(sample_of(data, structure, _CODED_BYTES)), formats=["JPEG"])
        with picture:
            width, height = picture.size
            if width * height > max_px:
                raise Problem(422, "too-many-pixels", "The picture is too large.", max_px=max_px)
            picture.draft(None, (max(1, width // _SCALE), max(1, height // _SCALE)))
            picture.load()
            return width, height
    except Image.DecompressionBombError:
        raise Problem(422, "too-many-pixels", "The picture is too large.", max_px=max_px) from None
    except (OSError, SyntaxError, ValueError):
        raise Problem(415, "not-a-jpeg", "The body is not a whole JPEG picture and no more.") from None
