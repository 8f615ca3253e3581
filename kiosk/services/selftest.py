"""The self-test of an installed program: a drawn person's photo, all the way, on this machine.

What a site has set, its camera and its network are no part of it: a new version that fails it is at fault
itself, and is not taken (:mod:`kiosk.operation.updating`).
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from kiosk.camera.frame import Frame
from kiosk.errors import KioskError
from kiosk.models import vision_models
from kiosk.photo.finished import FinishedPhoto
from kiosk.photo.spec import load_spec
from kiosk.services import checkup, checkup_machine
from kiosk.services.finding import Finding, Fitness
from kiosk.services.ruling import rules_for
from kiosk.services.spec_check import draw_portrait
from kiosk.settings import load_settings
from kiosk.store.schema import connect
from kiosk.vision.observe import Observer

SPEC = "chsi"
ADVICE = "This version does not work on this machine: keep the one before, and report this."


def self_test() -> Iterator[Finding]:
    """Try every part that ships; none raises."""
    checks: tuple[Callable[[], Finding], ...] = (
        checkup_machine.version,
        checkup.qt,
        checkup.opencv,
        checkup.models,
        checkup.chinese_font,
        checkup.sqlite,
        shipped_settings,
        new_store,
        drawn_photo,
    )
    for check in checks:
        yield check()


def shipped_settings() -> Finding:
    """Read the settings that ship."""
    try:
        load_settings()
    except KioskError as error:
        return Finding("settings", Fitness.FAIL, error.title, ADVICE)
    return Finding("settings", Fitness.OK, "those that ship are read")


def new_store() -> Finding:
    """Make a booth's database in a folder for the moment."""
    with tempfile.TemporaryDirectory(prefix="kiosk-self-test-") as folder:
        connection = connect(Path(folder) / "kiosk.db")
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
        connection.close()
    return Finding("store", Fitness.OK, f"a new one has {tables} tables")


def drawn_photo() -> Finding:
    """See a drawn person, make the finished photo and look whether it is one."""
    try:
        photo = photo_of_drawn_person()
    except KioskError as error:
        return Finding("photo", Fitness.FAIL, f"of a drawn person: {error.title}", ADVICE)
    size = Image.open(io.BytesIO(photo.jpeg)).size
    return Finding("photo", Fitness.OK, f"of a drawn person, {size[0]}×{size[1]} px, {len(photo.jpeg)} bytes")


def photo_of_drawn_person() -> FinishedPhoto:
    """Draw a person, see them and make the finished photo.

    Raises
    ------
    KioskError
        ``self-test-size`` when it has another size than its standard says; else as
        :func:`kiosk.photo.standardize.standardize` and the models' loading say.
    """
    from kiosk.photo.standardize import standardize  # imports SciPy and numba

    spec = load_spec(SPEC, None)
    frame = Frame(0, 0.0, draw_portrait().bgr)
    observer = Observer.open(vision_models(), live=False)
    try:
        observation = observer.observe(frame)
        photo = standardize(frame, observation, spec, rules_for(spec).limits(), observer)
    finally:
        observer.close()
    size = Image.open(io.BytesIO(photo.jpeg)).size
    if size != (spec.size.width_px, spec.size.height_px):
        raise KioskError("self-test-size", f"It has {size[0]}×{size[1]} px.", ADVICE)
    return photo
