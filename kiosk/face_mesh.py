"""The canonical face geometry that ships inside MediaPipe's face landmarker bundle."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError

METADATA = "geometry_pipeline_metadata_landmarks.binarypb"
VERTEX_COUNT = 468
_FLOATS_PER_VERTEX = 5  # x, y, z, u, v


@dataclass(frozen=True, eq=False)
class FaceMesh:
    """A triangulated face.

    Attributes
    ----------
    vertices
        Shape (468, 3), cm; x to the viewer's right of a facing head, y up, z towards the viewer.
    triangles
        Shape (n, 3), vertex indices.
    """

    vertices: NDArray[np.float64]
    triangles: NDArray[np.int32]


def load_face_mesh(bundle: Path) -> FaceMesh:
    """Read the canonical face from ``face_landmarker.task`` (a zip; the mesh is a protobuf inside).

    Parameters
    ----------
    bundle
        Path of the model bundle.

    Raises
    ------
    KioskError
        ``model-missing`` when the bundle is absent, ``model-altered`` when it holds no such mesh.
    """
    try:
        with zipfile.ZipFile(bundle) as archive:
            metadata = archive.read(METADATA)
    except FileNotFoundError:
        raise KioskError(
            "model-missing", f"The model file {bundle.name} is missing.", "Run: kiosk models install"
        ) from None
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise _altered(bundle) from error
    try:
        mesh = next(value for field, value in _fields(metadata) if field == 1 and isinstance(value, bytes))
        numbers = [value for field, value in _fields(mesh) if field == 3 and isinstance(value, float)]
        indices = [value for field, value in _fields(mesh) if field == 4 and isinstance(value, int)]
        table = np.array(numbers, np.float64).reshape(VERTEX_COUNT, _FLOATS_PER_VERTEX)
        triangles = np.array(indices, np.int32).reshape(-1, 3)
    except (StopIteration, ValueError, IndexError, struct.error) as error:
        raise _altered(bundle) from error
    return FaceMesh(np.ascontiguousarray(table[:, :3]), triangles)


def _altered(bundle: Path) -> KioskError:
    return KioskError(
        "model-altered",
        f"The model file {bundle.name} holds no canonical face mesh.",
        "Run: kiosk models install",
    )


def _fields(data: bytes) -> Iterator[tuple[int, int | float | bytes]]:
    """Walk one protobuf message: (field number, value); see the protobuf encoding reference."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        field, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at)
            yield field, value
        elif wire == 2:
            length, at = _varint(data, at)
            yield field, data[at : at + length]
            at += length
        elif wire == 5:
            yield field, float(struct.unpack_from("<f", data, at)[0])
            at += 4
        else:
            raise ValueError(f"unexpected wire type {wire}")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
