"""Canary names, numbers and pictures: after visits and a crash they are nowhere in plain, nor in memory."""

from __future__ import annotations

import base64
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import pytest

from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Scene
from kiosk.clock import SystemClock
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir, project_root
from kiosk.services.rehearsal import Rehearsal
from kiosk.settings import Settings
from tests.leftovers import ExpectLog

CANARY = {
    "xm": "金丝雀*",
    "xh": "20991234567890",
    "cjm": "c0ffee5eed0fca9a",
    "fy": "金丝雀学院",
    "bh": "Kanarienvogel-9901",
    "zjhm": "739X",
}
"""A person who does not exist."""


SECOND = {**CANARY, "xh": "20997654321098", "cjm": "facade5eed0fca9b"}


def code(person: dict[str, str] = CANARY) -> str:
    record = {**person, "sjc": 1767225600000, "yxdm": "00000", "cc": "本科", "xllb": "普通全日制"}
    return base64.b64encode(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()).decode()


def spellings() -> dict[str, bytes]:
    """Return every way in which the canaries could lie in a file."""
    people = (CANARY, SECOND)
    texts = {value for person in people for name, value in person.items() if name != "zjhm"}
    texts |= {code(person) for person in people}
    found = {}
    for text in texts:
        for encoding in ("utf-8", "utf-16-le", "gb18030", "unicode_escape"):
            found[f"{text} as {encoding}"] = text.encode(encoding)
    last4 = CANARY["zjhm"]
    found["last 4 in JSON"] = f'"{last4}"'.encode()
    return found


def places(roots: list[Path], since: float) -> dict[Path, bytes]:
    """Return every file below ``roots`` and what came to the shared memory since then."""
    files = [path for root in roots for path in root.rglob("*") if path.is_file()]
    for folder in (Path("/dev/shm"), Path("/var/crash"), Path("/var/lib/systemd/coredump")):
        if folder.is_dir():
            files += [p for p in folder.rglob("*") if p.is_file() and p.stat().st_mtime >= since]
    return {path: path.read_bytes() for path in files}


def test_nothing_of_a_person_is_left_in_plain_or_in_memory_after_visits_and_a_crash(
    tmp_path: Path, expect_log: ExpectLog
) -> None:
    """A saved and delivered visit, then one cut off at its review page by SIGABRT, which asks for a core."""
    expect_log("kiosk.store.keys", "plain file")
    home, pictures = tmp_path / "home", tmp_path / "pictures"
    for folder in (home, pictures, home / "tmp"):
        folder.mkdir()
    drawn = Renderer(load_face_mesh(models_dir() / "face_landmarker.task")).render(Scene(), (1280, 720), 1)
    cv2.imwrite(str(pictures / "sitter.png"), drawn.bgr)
    since = time.time()
    environ = {
        **os.environ, "HOME": str(home), "TMPDIR": str(home / "tmp"), "QT_QPA_PLATFORM": "offscreen",
        "KIOSK_MODELS_DIR": str(models_dir()), "PYTHONPATH": str(project_root()),
        "XDG_RUNTIME_DIR": str(home), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        environ.pop(name, None)
    with Rehearsal(tmp_path / "place", Settings(), SystemClock()) as rehearsal:
        booth = rehearsal.settings.data_dir
        config = tmp_path / "kiosk.toml"
        config.write_text(
            f'data_dir = "{booth}"\n[keys]\nstore = "file"\n[session]\nidle_s = 300\ndone_s = 300\n',
            encoding="utf-8",
        )
        with (tmp_path / "stderr").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.privacy.visits", str(config), str(pictures)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=home, env=environ,
                preexec_fn=_cores_wanted,
            )  # fmt: skip
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            told = {"name": CANARY["xm"], "number": CANARY["xh"], "code": code(), "last4": CANARY["zjhm"],
                    "college": CANARY["fy"], "class": CANARY["bh"], "second": code(SECOND)}  # fmt: skip
            asked = json.dumps({name: text[::-1] for name, text in told.items()}) + "\n"
            process.stdin.write(asked.encode())
            process.stdin.flush()
            visits = [json.loads(process.stdout.readline() or "null") for _ in range(2)]
            assert None not in visits, (tmp_path / "stderr").read_text()[-2000:]
            process.stdin.write(b"abort\n")
            process.stdin.flush()
            assert process.wait(30) == -signal.SIGABRT
        finally:
            process.kill()
            process.communicate()
    assert visits[0]["left"] == [], "of the person who has left nothing is reachable"
    wanted = spellings()
    for nth, visit in enumerate(visits):
        for name, chunks in visit["pieces"].items():
            wanted |= {f"{name} {nth} at {at}": bytes.fromhex(chunk) for at, chunk in enumerate(chunks)}
    searched = places([booth, home], since)
    searched[tmp_path / "stderr"] = (tmp_path / "stderr").read_bytes()
    assert any(path.suffix == ".sealed" for path in searched), "the visit was saved"
    found = [
        f"{what} in {path}"
        for path, content in searched.items()
        for what, spelt in wanted.items()
        if spelt in content
    ]
    assert found == []
    assert not [path for path in searched if path.name.startswith("core")]
    server = b"".join(
        path.read_bytes() for path in (tmp_path / "place" / "central").rglob("*") if path.is_file()
    )
    unseen = [name for name in ("photo 0 at 0", "original 0 at 0") if wanted[name] not in server]
    assert unseen == [], "the canaries are real: the server has them"
    assert CANARY["bh"].encode() in server


def _cores_wanted() -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


ABORTS = """
import os, sys
from kiosk.hardening import harden_process
if sys.argv[1] == "hardened":
    harden_process()
kept = "kanarien" + "vogel" * 3
os.abort()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="core files of Linux")
def test_a_crash_leaves_no_core_file_although_the_account_wants_them() -> None:
    left = {}
    for how in ("plain", "hardened"):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-c", ABORTS, how], cwd=folder, preexec_fn=_cores_wanted, check=False,
                env={**os.environ, "PYTHONPATH": str(project_root())}, capture_output=True, timeout=60,
            )  # fmt: skip
            assert done.returncode == -signal.SIGABRT
            left[how] = [path.name for path in Path(folder).iterdir()]
    assert left["hardened"] == []
    if not left["plain"]:
        pytest.skip("this machine writes no core files here")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_booth_runs_without_cores_and_ends_at_a_signal_although_its_window_is_locked(
    tmp_path: Path,
) -> None:
    """The real command, full screen: its limits as the system has them, then SIGTERM."""
    config = tmp_path / "kiosk.toml"
    config.write_text('data_dir = "booth"\n[keys]\nstore = "file"\n', encoding="utf-8")
    words = ["-m", "kiosk", "run", "--config", str(config), "--wait-for-camera"]
    words += ["--camera", f"folder:{tmp_path / 'nowhere'}"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *words], stdout=log, stderr=log, cwd=project_root(), preexec_fn=_cores_wanted,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
    try:
        started = tmp_path / "booth" / "store" / "store.db"
        end = time.monotonic() + 60
        while not started.exists() and time.monotonic() < end and process.poll() is None:
            time.sleep(0.1)
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        time.sleep(3.0)  # the window is up, or the signal falls into the start: both must end it
        process.terminate()
        code = process.wait(60)
    finally:
        process.kill()
        process.wait()
    assert code == 128 + signal.SIGTERM, (tmp_path / "log").read_text()
    cores = next(line.split() for line in limits.splitlines() if line.startswith("Max core file size"))
    assert cores[4:6] == ["0", "0"]
