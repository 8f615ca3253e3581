"""Where a calibration is kept: one JSON record and the empty booth's picture, written durably."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import cv2
from pydantic import TypeAdapter, ValidationError

from kiosk.calibration.record import VERSION, Calibration, Plate
from kiosk.camera.frame import Picture
from kiosk.durable import remove_durably, write_durably
from kiosk.errors import KioskError
from kiosk.picture_file import decode_picture

RECORD = "calibration.json"
_ADAPTER = TypeAdapter(Calibration)


class Shelf:
    """The folder of one booth's calibration; used by one thread at a time.

    Parameters
    ----------
    folder
        Made when something is first saved.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, camera: str) -> Calibration:
        """Return what is kept for ``camera``; an empty record when there is none or it is another's.

        Raises
        ------
        KioskError
            ``calibration-damaged`` when the record cannot be read or is of a newer version.
        """
        try:
            data = (self._folder / RECORD).read_bytes()
        except FileNotFoundError:
            return Calibration(camera)
        except OSError as error:
            raise _damaged(error.strerror or str(error)) from error
        try:
            kept = _ADAPTER.validate_json(data)
        except ValidationError as error:
            raise _damaged(str(error.errors()[0]["msg"])) from error
        if kept.version != VERSION:
            raise _damaged(f"it has version {kept.version}, this program writes {VERSION}")
        return kept if kept.camera == camera else Calibration(camera)

    def save(self, calibration: Calibration) -> None:
        """Keep the record.

        Raises
        ------
        KioskError
            ``calibration-unwritable``.
        """
        text = json.dumps(_ADAPTER.dump_python(calibration, mode="json"), ensure_ascii=False, indent=1)
        self._write(RECORD, text.encode())

    def save_plate(
        self, calibration: Calibration, picture: Picture, taken_at: datetime, frames: int, noise: float
    ) -> Calibration:
        """Keep an empty booth's picture, lossless, and the record that names it; the older one goes.

        The record is written between the new picture and the removal of the old one, so a power cut
        leaves one whole pair.
        """
        done, data = cv2.imencode(".png", picture)
        if not done:
            raise RuntimeError("a picture must be encodable as PNG")
        png = data.tobytes()
        digest = hashlib.sha256(png).hexdigest()
        name = f"plate-{digest[:16]}.png"
        height, width = picture.shape[:2]
        kept = replace(
            calibration, plate=Plate(taken_at, name, digest, width, height, frames, round(noise, 2))
        )
        self._write(name, png)
        self.save(kept)
        for other in self._folder.glob("plate-*.png"):
            if other.name != name:
                remove_durably(other)
        return kept

    def plate(self, calibration: Calibration) -> Picture | None:
        """Return the empty booth's picture, or None when there is none.

        Raises
        ------
        KioskError
            ``calibration-damaged`` when the picture is not the one that was kept.
        """
        if calibration.plate is None:
            return None
        try:
            data = (self._folder / calibration.plate.file).read_bytes()
        except OSError as error:
            raise _damaged(error.strerror or str(error)) from error
        if hashlib.sha256(data).hexdigest() != calibration.plate.sha256:
            raise _damaged("the empty booth's picture was altered")
        return decode_picture(data, calibration.plate.file)

    def _write(self, name: str, data: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_durably(self._folder / name, data)
        except OSError as error:
            raise KioskError(
                "calibration-unwritable",
                f"The calibration cannot be written: {error.strerror}.",
                "Free some space on the booth's disk and measure again.",
            ) from error


def _damaged(reason: str) -> KioskError:
    return KioskError(
        "calibration-damaged",
        f"The booth's calibration cannot be used: {reason}.",
        "Set the booth up again on the staff page; until then it works without.",
    )
