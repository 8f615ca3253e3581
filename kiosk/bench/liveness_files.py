"""What the file check says of real people's pictures: one live, two photographed from print and screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.models import vision_models
from kiosk.photo.finished import CheckStatus
from kiosk.photo.inspect import inspect_photo
from kiosk.photo.spec import load_spec
from kiosk.photo.witness import Witness
from kiosk.services.ruling import rules_for
from kiosk.vision.observe import Observer

CHECKS = ("screen_raster", "frame_edges", "skin_grain")
"""Those of a photo's checks that tell re-photographing."""
FOLDER = "spoof"


@dataclass(frozen=True)
class Told:
    """Of one file: each check's status, None where it was not made."""

    name: str
    live: bool
    checks: tuple[tuple[str, CheckStatus | None], ...]


def inspect_files(testdata: Path) -> list[Told]:
    """Inspect every picture of the folder; those named ``…_T…`` show a person."""
    spec = load_spec("chsi")
    limits = rules_for(spec).limits()
    told = []
    with Observer.open(vision_models(), live=False) as observer:
        witness = Witness(observer)
        for path in sorted((testdata / FOLDER).glob("*.jpg")):
            made = inspect_photo(path.read_bytes(), spec, limits, witness, None)
            status = {check.check: check.status for check in made.checks}
            live = "_T" in path.stem
            told.append(Told(path.stem, live, tuple((name, status.get(name)) for name in CHECKS)))
    return told
