"""The face geometry inside the landmarker bundle."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import KioskError
from kiosk.face_mesh import METADATA, load_face_mesh
from kiosk.paths import models_dir


def test_the_mesh_is_a_symmetric_face_in_centimetres() -> None:
    mesh = load_face_mesh(models_dir() / "face_landmarker.task")
    assert mesh.vertices.shape == (468, 3)
    assert mesh.triangles.max() == 467
    width, height, _ = np.ptp(mesh.vertices, axis=0)
    assert 14 < width < 17
    assert 16 < height < 19
    left_eye, right_eye = mesh.vertices[33], mesh.vertices[263]
    assert np.allclose(left_eye * (-1, 1, 1), right_eye, atol=0.01)


def test_a_missing_bundle_is_told_from_an_altered_one(tmp_path: Path) -> None:
    with pytest.raises(KioskError) as caught:
        load_face_mesh(tmp_path / "face_landmarker.task")
    assert caught.value.code == "model-missing"
    altered = tmp_path / "altered.task"
    altered.write_bytes(b"no zip")
    with pytest.raises(KioskError) as caught:
        load_face_mesh(altered)
    assert caught.value.code == "model-altered"


@pytest.mark.parametrize("content", [b"", b"\x0a\x7f\x01", b"\x0a\x03\x1d\x00\x00"])
def test_a_bundle_with_another_content_is_altered(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "face_landmarker.task"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(METADATA, content)
    with pytest.raises(KioskError) as caught:
        load_face_mesh(path)
    assert caught.value.code == "model-altered"
