"""One renderer and one cast for all tests of the sitter."""

from __future__ import annotations

import pytest

from kiosk.camera.sitter.people import Cast, load_cast
from kiosk.camera.sitter.render import Renderer
from kiosk.face_mesh import FaceMesh, load_face_mesh
from kiosk.paths import config_dir, models_dir


@pytest.fixture(scope="session")
def mesh() -> FaceMesh:
    return load_face_mesh(models_dir() / "face_landmarker.task")


@pytest.fixture(scope="session")
def renderer(mesh: FaceMesh) -> Renderer:
    return Renderer(mesh)


@pytest.fixture(scope="session")
def cast() -> Cast:
    return load_cast(config_dir() / "sitter.toml")
