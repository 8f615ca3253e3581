"""Looking at uploaded pictures before they are kept: JPEG only, and not too large to decode."""

from __future__ import annotations

import io
import warnings

from PIL import Image

from kiosk.central.problems import Problem


def picture_size(data: bytes, max_px: int) -> tuple[int, int]:
    """Return (width, height) of a JPEG that decodes whole.

    Raises
    ------
    Problem
        415 ``not-a-jpeg``; 422 ``too-many-pixels``, found before anything is decoded.
    """
    try:
        # Pillow's own limit warns; ours is checked from the header, before decoding.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=["JPEG"])
        with picture:
            if picture.width * picture.height > max_px:
                raise Problem(422, "too-many-pixels", "The picture is too large.", max_px=max_px)
            picture.load()
            return picture.width, picture.height
    except Image.DecompressionBombError:
        raise Problem(422, "too-many-pixels", "The picture is too large.", max_px=max_px) from None
    except (OSError, SyntaxError, ValueError):
        raise Problem(415, "not-a-jpeg", "The body is not a whole JPEG picture.") from None
