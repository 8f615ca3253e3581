"""Which model files the kiosk needs, and whether the right ones are there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.errors import KioskError
from kiosk.paths import assets_dir, models_dir
from kiosk.tomlfile import STRICT, load

MEND = "Run: kiosk models install"


VISION_MODELS = ("face_landmarker", "pose_landmarker_full", "selfie_segmenter", "face_detection_yunet")
"""Without these nothing can be seen; a photo is never judged by files that are not the pinned ones."""


@dataclass(frozen=True)
class ModelFile:
    """One pinned model file of ``assets/models.toml``.

    Attributes
    ----------
    file
        Its name in the models folder, and on a mirror.
    publisher
        The publisher's URL of exactly these bytes.
    wheel
        ``package==version`` on the package index, whose wheel holds the same bytes under this name.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size_bytes: Annotated[int, Field(gt=0)]
    publisher: Annotated[str, Field(pattern=r"^https://")]
    wheel: Annotated[str, Field(pattern=r"^[a-z0-9-]+==[0-9.]+$")]


class ModelState(StrEnum):
    """What is found where a model file should be."""

    OK = "ok"
    MISSING = "missing"
    ALTERED = "altered"


def load_manifest(path: Path | None = None) -> dict[str, ModelFile]:
    """Return the model files by name from ``path``, by default ``assets/models.toml``.

    Raises
    ------
    KioskError
        Those of :func:`kiosk.tomlfile.load`.
    """
    return load(path or assets_dir() / "models.toml", dict[str, ModelFile])


def model_state(model: ModelFile, folder: Path) -> ModelState:
    """Look at one file: its size, then its hash (10 ms per 10 MB)."""
    path = folder / model.file
    try:
        if path.stat().st_size != model.size_bytes:
            return ModelState.ALTERED
        return ModelState.OK if file_sha256(path) == model.sha256 else ModelState.ALTERED
    except FileNotFoundError:
        return ModelState.MISSING


def require_models(names: Iterable[str], folder: Path | None = None) -> dict[str, Path]:
    """Return the paths of model files after checking every byte.

    Parameters
    ----------
    names
        As in the manifest, e.g. ``face_landmarker``.
    folder
        By default :func:`kiosk.paths.models_dir`.

    Raises
    ------
    KioskError
        ``model-missing`` or ``model-altered``, naming the file and the command that mends it.
    """
    folder = folder or models_dir()
    manifest = load_manifest()
    found: dict[str, Path] = {}
    for name in names:
        model = manifest[name]
        state = model_state(model, folder)
        if state is ModelState.MISSING:
            raise KioskError("model-missing", f"The model file {model.file} is not installed.", MEND)
        if state is ModelState.ALTERED:
            raise KioskError(
                "model-altered", f"The model file {model.file} is not the one this kiosk was made with.", MEND
            )
        found[name] = folder / model.file
    return found


def vision_models() -> Path:
    """Return the folder of the files that every judgement of a picture needs, checked byte by byte.

    Raises
    ------
    KioskError
        As :func:`require_models` says.
    """
    folder = models_dir()
    require_models(VISION_MODELS, folder)
    return folder


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
