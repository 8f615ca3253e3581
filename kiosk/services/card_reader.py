"""The photo of an ID card: readers come with software that leaves it as a picture in a folder.

That software, not the wire, is the place to meet a reader at: a second-generation Chinese ID card holds its
photo in a coding whose decoder only the makers of readers may give away.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.services.stick_files import FoundPicture, pictures, read_picture

FRESH_S = 120.0
"""An older photo is of whoever was here before, and is not offered."""


class CardReader:
    """Reads the folder of one reader's software.

    Parameters
    ----------
    folder
        Where that software leaves the photo; None for a booth without a reader.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def there(self) -> bool:
        """Whether the folder exists now."""
        return self._folder is not None and self._folder.is_dir()

    def newest(self, now: datetime) -> FoundPicture | None:
        """Return the photo of the card that was read last; None without one from a moment ago.

        Parameters
        ----------
        now
            Wall clock, as the files' times are.
        """
        if self._folder is None:
            return None
        found = next(iter(pictures(self._folder)), None)
        age_s = 0.0 if found is None else now.timestamp() - found.modified_ns / 1e9
        return found if abs(age_s) <= FRESH_S else None

    def holds(self, path: Path) -> bool:
        """Whether a picture is the reader's."""
        return self._folder is not None and path.is_relative_to(self._folder)

    @staticmethod
    def take(path: Path) -> bytes:
        """Return a photo's bytes; the file is gone then.

        Raises
        ------
        KioskError
            ``card-photo-stays`` when it cannot be erased: then it is not used either. Others as in
            :func:`kiosk.services.stick_files.read_picture`.
        """
        data = read_picture(path)
        try:
            os.unlink(path)
        except OSError as error:
            raise KioskError(
                "card-photo-stays",
                "The photo of the ID card cannot be erased.",
                "Let the kiosk's user write in the folder of the card reader.",
            ) from error
        return data
