"""Real worker processes on the drawn sitter: who dies, hangs or is stopped spoils nothing else."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Scene
from kiosk.cli import main
from kiosk.commands.batch.pool import Pool
from kiosk.commands.batch.work import LINES, SMALL, Made, Order, Refused, Task
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir, project_root
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_for

PICTURES = 4


@pytest.fixture(scope="module")
def sitters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pictures of the drawn sitter."""
    folder = tmp_path_factory.mktemp("sitters")
    drawn = Renderer(load_face_mesh(models_dir() / "face_landmarker.task")).render(Scene(), alpha=False).bgr
    for number in range(PICTURES):
        cv2.imwrite(str(folder / f"sitter{number}.png"), drawn)
    return folder


def order(out: Path, pictures: Path | None = None) -> Order:
    spec = load_spec("chsi")
    return Order(spec, dict(rules_for(spec).limits()), models_dir(), None, out, pictures)


def signal_workers(number: signal.Signals) -> None:
    for process in multiprocessing.active_children():
        assert process.pid is not None
        os.kill(process.pid, number)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a process is made to hang with SIGSTOP")
def test_a_picture_that_never_ends_is_given_up(sitters: Path, tmp_path: Path) -> None:
    def tasks() -> Iterator[Task]:
        yield Task(0, sitters / "sitter0.png", "a.jpg")
        # The only worker has just been handed the picture.
        signal_workers(signal.SIGSTOP)

    (result,) = Pool(order(tmp_path), 1, task_s=0.5).run(tasks(), lambda: False)
    assert isinstance(result, Refused) and (result.number, result.code) == (0, "worker-late")


def test_a_worker_that_dies_costs_one_picture(sitters: Path, tmp_path: Path) -> None:
    good = sitters / "sitter0.png"

    def tasks() -> Iterator[Task]:
        yield Task(0, good, "a.jpg")
        signal_workers(signal.SIGKILL)
        yield Task(1, good, "b.jpg")
        yield Task(2, tmp_path / "missing.jpg", "c.jpg")

    first, second, third = Pool(order(tmp_path, tmp_path), 1).run(tasks(), lambda: False)
    assert isinstance(first, Refused) and (first.number, first.code) == (0, "worker-died")
    assert isinstance(second, Made) and second.inspection.ok
    assert isinstance(third, Refused) and third.code == "picture-missing"
    for kind in ("", SMALL, LINES):
        assert (tmp_path / f"b.jpg{kind}").stat().st_size > 1000


def test_a_stopped_run_goes_on_where_it_was(sitters: Path, tmp_path: Path) -> None:
    words = ["standardize", str(sitters), "--out", str(tmp_path / "out"), "--jobs", "1", "--json"]
    report = tmp_path / "report.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", *words, "--report", str(report)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=project_root(), text=True,
    )  # fmt: skip
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    rest, told = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGINT, told
    lines = [first, *map(json.loads, rest.splitlines())]
    made = json.loads(report.read_text(encoding="utf-8"))
    assert 1 <= len(made["pictures"]) == len(lines) < PICTURES
    assert made["not_reached"] == PICTURES - len(lines)
    photos = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.jpg")}
    assert sorted(photos) == [Path(line["out"]).name for line in lines]

    assert main([*words[:-1], "--report", str(report)]) == 0
    again = json.loads(report.read_text(encoding="utf-8"))
    assert again["not_reached"] == 0
    assert [Path(line["out"]).name for line in again["pictures"]] == [
        f"sitter{n}.jpg" for n in range(PICTURES)
    ]
    for name, at in photos.items():
        assert (tmp_path / "out" / name).stat().st_mtime_ns == at


def test_what_has_changed_is_made_again(
    sitters: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    sources = [folder / f"{name}.png" for name in ("altered", "same", "spoilt")]
    for source in sources:
        source.write_bytes((sitters / "sitter0.png").read_bytes())

    def kept() -> list[bool]:
        assert main(["standardize", str(folder), "--out", str(out), "--jobs", "1", "--json"]) == 0
        lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
        assert [line["out"] for line in lines] == [str(out / f"{source.stem}.jpg") for source in sources]
        return [bool(line["kept"]) for line in lines]

    assert kept() == [False, False, False]
    cv2.imwrite(str(sources[0]), cv2.imread(str(sources[0]))[2:, :])
    (out / "spoilt.jpg").write_bytes(b"spoilt")
    assert kept() == [False, True, False]
    assert (out / "spoilt.jpg").read_bytes() == (out / "same.jpg").read_bytes()
    assert kept() == [True, True, True]
