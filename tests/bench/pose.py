"""Yaw and pitch against the drawn sitter's truth and on real faces: ``python -m tests.bench.pose``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import HairStyle, Light, Look, Pose, Scene
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir, models_dir, project_root
from kiosk.picture_file import load_picture
from kiosk.vision.observe import Observer

LOOKS = (
    Look(),
    Look(skin=(198, 150, 118), hair=HairStyle.BOB, face_width=1.06, jaw_width=0.95),
    Look(skin=(120, 84, 62), hair=HairStyle.LONG, face_width=0.95, jaw_width=1.05, eye_size=0.95),
    Look(glasses=True, collar=False, jaw_width=1.08, lip_fullness=1.15),
)
PLACES = ((0.50, 0.40, 16.0, Light()), (0.62, 0.50, 12.0, Light(azimuth_deg=20.0, elevation_deg=10.0)))
"""x, y, px a cm, light."""
YAWS, PITCHES = (-15, 0, 15), range(-25, 26, 5)
REAL = ("frll_neutral", "frll_smiling", "lisa_zoom")

Reading = tuple[float, float, float, float]
"""True yaw, true pitch, yaw and pitch as read, degrees."""


def drawn(observer: Observer) -> Iterator[Reading]:
    """Read every drawn head in which one face is found."""
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    for look in LOOKS:
        for x, y, scale_px, light in PLACES:
            for yaw in YAWS:
                for pitch in PITCHES:
                    pose = Pose(x=x, y=y, scale_px=scale_px, yaw_deg=yaw, pitch_deg=pitch)
                    picture = renderer.render(Scene(pose=pose, look=look, light=light), alpha=False).bgr
                    seen = observer.observe(Frame(1, 0.0, picture))
                    read_yaw, read_pitch = seen.value("yaw_deg"), seen.value("pitch_deg")
                    if read_yaw is not None and read_pitch is not None:
                        yield yaw, pitch, read_yaw, read_pitch


def real(observer: Observer, folder: Path) -> Iterator[tuple[str, float, float]]:
    """Read every picture of ``folder``: name, yaw, pitch."""
    for path in sorted(folder.glob("*.jpg")):
        seen = observer.observe(Frame(1, 0.0, load_picture(path)))
        yaw, pitch = seen.value("yaw_deg"), seen.value("pitch_deg")
        if yaw is not None and pitch is not None:
            yield path.stem, yaw, pitch


def main() -> int:
    """Print both tables."""
    limits = {rule.name: rule.enter for rule in load_rules(config_dir() / "rules.toml").rules}
    override = os.environ.get("KIOSK_TESTDATA")
    testdata = Path(override) if override else project_root().parent / "shared" / "testdata"
    with Observer.open(models_dir(), live=False) as observer:
        table = np.array(list(drawn(observer)))
        shown = len(LOOKS) * len(PLACES) * len(YAWS) * len(PITCHES)
        print(f"drawn heads: {len(table)} of {shown} read; true pitch: mean error, standard deviation")
        for pitch in PITCHES:
            error = table[table[:, 1] == pitch, 3] - pitch
            print(f"  {pitch:4}°  {error.mean():+5.2f}  {error.std():4.2f}")
        for name, off in (("yaw", table[:, 2] - table[:, 0]), ("pitch", table[:, 3] - table[:, 1])):
            off = np.abs(off)
            print(f"  {name:5} error: median {np.median(off):.2f}°, p95 {np.percentile(off, 95):.2f}°")
        for folder in REAL:
            rows = list(real(observer, testdata / folder))
            for name, column in (("yaw", 1), ("pitch", 2)) if rows else ():
                values = np.array([row[column] for row in rows], np.float64)
                low, high = limits[name]
                within = int(((values >= low) & (values <= high)).sum())
                print(
                    f"{folder:13} {name:5} mean {values.mean():+5.2f}° sd {values.std():4.2f}°, "
                    f"{within} of {len(rows)} inside {low:+g}…{high:+g}°; beyond:",
                    " ".join(
                        f"{row[0][:3]} {row[column]:+.1f}" for row in rows if not low <= row[column] <= high
                    ),
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
