"""Measures against the drawn sitter's known truth: ``python -m tests.bench.sitter``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Light, Look, Pose, Scene, Truth
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.rules import Rules, load_rules
from kiosk.guidance.verdict import Status, Verdict
from kiosk.paths import config_dir, models_dir
from kiosk.photo.crop import target_for
from kiosk.photo.spec import load_spec
from kiosk.vision.observation import Observation
from kiosk.vision.observe import Observer

SIZE = (1280, 720)


@dataclass(frozen=True, eq=False)
class Shown:
    """One drawn picture: its name, what is true, what was seen."""

    name: str
    truth: Truth
    observation: Observation
    verdicts: tuple[Verdict, ...]

    @property
    def failed(self) -> list[str]:
        return [v.rule for v in self.verdicts if v.status is Status.FAIL]


def scenes() -> Iterator[tuple[str, Scene]]:
    """Name and draw one fault at a time, and several well-posed people."""
    well = Scene(pose=Pose(), look=Look())
    for skin in ((236, 198, 172), (198, 150, 118), (120, 84, 62)):
        for hair in ("short", "bob", "long"):
            yield f"well {skin} {hair}", replace(well, look=replace(well.look, skin=skin, hair=hair))
    for field, values in (
        ("yaw_deg", (-20, -10, -5, 5, 10, 15, 20)),
        ("pitch_deg", (-15, -8, 8, 12, 15)),
        ("roll_deg", (-10, -5, 5, 10)),
        ("shoulder_tilt_deg", (-8, -5, 5, 8)),
        ("gaze_x", (-1, -0.5, 0.5, 1)),
        ("gaze_y", (-1, -0.5, 0.5, 1)),
        ("eyes_closed", (0.5, 0.8, 1)),
        ("mouth_open", (0.1, 0.25, 0.5, 1)),
        ("smile", (0.5, 1)),
        ("scale_px", (10, 13, 14, 18, 20)),
    ):
        for value in values:
            yield f"{field} {value}", replace(well, pose=replace(well.pose, **{field: float(value)}))
    for hair in ("bob", "long"):
        for field in ("hair_over_left_ear", "hair_over_right_ear"):
            for value in (0.5, 0.8, 1.0):
                look = replace(well.look, hair=hair, **{field: value})
                yield f"{hair} {field} {value}", replace(well, look=look)
    for azimuth, strength in ((-60, 0.8), (60, 0.8), (-40, 0.6)):
        yield f"light from {azimuth} × {strength}", replace(well, light=Light(azimuth, 30.0, strength))
    for level in (0.2, 0.35, 1.6):
        yield f"light level {level}", replace(well, light=Light(level=level))
    for blur in (4.0, 8.0, 14.0):
        yield f"motion blur {blur} px", replace(well, motion_blur_px=blur)
    yield "second person", replace(well, second_person=1.0)
    yield "nobody", replace(well, present=False)


def show_all(rules: Rules) -> Iterator[Shown]:
    """Draw and observe every scene as a single picture."""
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    target = target_for(*SIZE, load_spec("chsi"))
    with Observer.open(models_dir(), live=False) as observer:
        for number, (name, scene) in enumerate(scenes()):
            drawn = renderer.render(scene, SIZE, number, alpha=False)
            observation = observer.observe(Frame(1, 0.0, drawn.bgr))
            yield Shown(name, drawn.truth, observation, rules.judge(observation, target))


def main() -> int:
    """Print truth, measure and failed rules of every scene."""
    for shown in show_all(load_rules(config_dir() / "rules.toml")):
        truth, value = shown.truth, shown.observation.value
        pairs = [
            ("yaw", truth.yaw_deg, value("yaw_deg")),
            ("pitch", truth.pitch_deg, value("pitch_deg")),
            ("roll", truth.roll_deg, value("roll_deg")),
            ("tilt", truth.shoulder_tilt_deg, value("shoulder_tilt_deg")),
            # The truth's left is the picture's, the measure's is the person's own.
            ("earL", truth.ear_right_visible, value("ear_left_visible")),
            ("earR", truth.ear_left_visible, value("ear_right_visible")),
            ("gazeX", truth.gaze_x, value("gaze_yaw_deg")),
            ("gazeY", truth.gaze_y, value("gaze_pitch_deg")),
            ("eyes", truth.eye_opening, value("eye_open_left")),
            ("lips", truth.mouth_gap_px, value("lip_gap")),
            ("hair", truth.hair_top_y, value("hair_top_px")),
            ("width", truth.face_width_px, value("face_width_px")),
        ]
        told = " ".join(f"{name} {_number(true)}→{_number(seen)}" for name, true, seen in pairs)
        light = " ".join(
            f"{name} {_number(value(name))}" for name in ("light_level", "light_left_right", "sharpness")
        )
        print(f"{shown.name}: failed {shown.failed}\n    {told} {light}")
    return 0


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
