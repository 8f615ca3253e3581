"""The one command: code to receipted photo, with the server away for the last person."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from PIL import Image


def test_the_demo_delivers_everything_although_the_server_was_killed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "photo-9.jpg").write_bytes(b"of an earlier rehearsal")
    (out / "notes.txt").write_text("not ours")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "kiosk",
            "demo",
            "--autoplay",
            "--sessions",
            "2",
            "--outage",
            "--out",
            str(out),
        ],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("receipt verified") == 2
    assert "killing the central server" in done.stderr
    for number in (1, 2):
        with Image.open(out / f"photo-{number}.jpg") as photo:
            assert photo.size == (480, 640)
            assert photo.info["dpi"] == (300, 300)
        assert 30_000 <= (out / f"photo-{number}.jpg").stat().st_size <= 40_960
        assert json.loads((out / f"inspection-{number}.json").read_text("utf-8"))["ok"]
        assert json.loads((out / f"receipt-{number}.json").read_text("utf-8"))["signature"]
    pages = {match[1] for path in out.glob("*.png") if (match := re.match(r"\d+-(\w+)-", path.name))}
    assert pages >= {
        "attract", "scan", "confirm", "consent", "prepare", "frame", "developing", "review", "saving", "done",
    }  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing is left behind"
    assert not (out / "photo-9.jpg").exists()
    assert (out / "notes.txt").exists()
