"""``kiosk bench mirror``: what a framed person sees: how long it takes to paint, and how still it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.scene import HairStyle, Pose, Scene
from kiosk.camera.sitter.scene import Look as Drawn
from kiosk.campaign.campaign import load_campaign
from kiosk.clock import ManualClock
from kiosk.geometry import Point
from kiosk.guidance.verdict import Guide
from kiosk.look import Look
from kiosk.paths import models_dir
from kiosk.photo.spec import load_spec
from kiosk.session.state import SessionState, Step
from kiosk.settings import load_settings
from ui.bench_paint import Paintings, timing_paint
from ui.exhibit import Exhibit
from ui.gallery import mount
from ui.gallery_states import Studio, display
from ui.pages.framing import Framing
from ui.still_booth import StillBooth
from ui.texts import Language

FRAMES_PER_S = 30.0
SETTLES_S = 1.0
"""Not measured: what glides into its place at first."""

BOB = Drawn(hair=HairStyle.BOB, hair_over_left_ear=1.0, hair_over_right_ear=1.0)
SITTING = {
    "well": Scene(),
    "too far, aside, leaning": Scene(pose=Pose(x=0.42, scale_px=11.0, shoulder_tilt_deg=6.0)),
    "head turned": Scene(pose=Pose(yaw_deg=-16.0)),
    "head tilted": Scene(pose=Pose(roll_deg=9.0)),
    "nearly level": Scene(pose=Pose(roll_deg=5.0)),
    "ears covered": Scene(look=BOB),
    "well, a noisy camera": Scene(noise=6.0),
}
"""Somebody who sits perfectly still: whatever moves in the drawing is jitter."""
LOOKS = {"light": Look(), "strong colours": Look(contrast=True)}


@dataclass(frozen=True)
class Stillness:
    """Of one clip, after it has settled.

    Attributes
    ----------
    seen_px, drawn_px
        The largest standard deviation, x or y, of any mark: where it was seen, and where it was drawn; px of
        the screen.
    marks_changed, hints_changed
        How often a mark changed its colour, and the most hints that followed each other within a second.
    """

    seen_px: float
    drawn_px: float
    marks_changed: int
    hints_changed: int


@dataclass(frozen=True)
class MirrorResult:
    """``paint_ms`` by look: (median, 95th percentile) of the GUI thread's own time for one picture."""

    stillness: dict[str, Stillness]
    paint_ms: dict[str, dict[str, tuple[float, float]]]
    window_size: tuple[int, int]
    frame_size: tuple[int, int]


def measure(window_size: tuple[int, int], seconds: float) -> MirrorResult:
    """Let a drawn person sit still in several ways before the real page.

    Parameters
    ----------
    seconds
        For which each way is looked at.
    """
    clock, campaign = ManualClock(), load_campaign("example")
    spec = load_spec(campaign.spec)
    with Studio(models_dir(), campaign, spec, clock) as studio:
        clips = {
            name: list(studio.watched(scene, seconds, 1 / FRAMES_PER_S)) for name, scene in SITTING.items()
        }
    stillness: dict[str, Stillness] = {}
    paint_ms: dict[str, dict[str, tuple[float, float]]] = {}
    for look_name, look in LOOKS.items():
        for name, clip in clips.items():
            with timing_paint() as paintings:
                booth = StillBooth(load_settings(), campaign, spec, ManualClock())
                stillness[name] = _play(booth, clip, window_size, look)
            paint_ms.setdefault(name, {})[look_name] = _percentiles(paintings)
    first = clips["well"][0][0]
    return MirrorResult(stillness, paint_ms, window_size, (first.width, first.height))


def _play(
    booth: StillBooth, clip: Sequence[tuple[Frame, Guide]], size: tuple[int, int], look: Look
) -> Stillness:
    """Show a clip on the real page, frame by frame at the times it was taken, and watch the drawing."""
    exhibit = Exhibit("mirror", SessionState(step=Step.FRAME, session="bench"), display(clip[0][0]))
    shell = mount(booth, exhibit, Language.ZH, size, look)
    page = shell.page
    assert isinstance(page, Framing)
    drawn: list[list[Point]] = []
    seen: list[list[Point]] = []
    marks: list[object] = []
    said: list[tuple[float, str]] = []
    begun = clip[0][0].taken_at
    for frame, guide in clip:
        booth.clock.advance(1 / FRAMES_PER_S)
        booth.guide = guide
        booth.display.put(display(frame))
        shell.refresh()
        page.live.repaint()
        where, motion = page.live.placement(), page.drawing.motion
        assert where is not None
        assert motion is not None
        at_s = frame.taken_at - begun
        said.append((at_s, page.hint))
        if at_s < SETTLES_S:
            continue
        drawn.append([where.point(p) for p in (*motion.ears, *motion.shoulders, *(motion.eyes or ()))])
        head, shoulders = guide.observation.head, guide.observation.shoulders
        if head is not None and None not in (*guide.observation.ears, *shoulders):
            points = (*guide.observation.ears, *shoulders, head.eye_left, head.eye_right)
            seen.append([where.point(p) for p in points if p is not None])
        marks.append(page.marks)
    shell.close_down()
    shell.close()
    shell.deleteLater()
    return Stillness(
        seen_px=_spread(seen),
        drawn_px=_spread(drawn),
        marks_changed=sum(a != b for a, b in pairwise(marks)),
        hints_changed=_most_in_a_second([b[0] for a, b in pairwise(said) if a[1] != b[1]]),
    )


def _spread(rows: list[list[Point]]) -> float:
    whole = [row for row in rows if len(row) == max(map(len, rows))]
    if not whole:
        return float("nan")
    places: NDArray[np.float64] = np.array([[(p.x, p.y) for p in row] for row in whole])
    return float(places.std(axis=0).max())


def _most_in_a_second(changes_s: list[float]) -> int:
    return max((sum(0 <= other - at < 1.0 for other in changes_s) for at in changes_s), default=0)


def _percentiles(paintings: Paintings) -> tuple[float, float]:
    taken_ms = 1e3 * np.array(paintings.cpu_s)
    return float(np.median(taken_ms)), float(np.percentile(taken_ms, 95))


def as_table(result: MirrorResult) -> str:
    """Return the measurement for people."""
    (width, height), (frame_w, frame_h) = result.window_size, result.frame_size
    lines = [
        f"the mirror at {width}×{height}, camera {frame_w}×{frame_h}, somebody drawn who sits still",
        f"  {'sits':<24} {'seen':>8} {'drawn':>8}  {'marks':>5}  {'hints':>5}   paint, median and p95, ms"
        f" ({', '.join(LOOKS)})",
    ]
    for name, still in result.stillness.items():
        paint = "   ".join(f"{a:.1f} {b:.1f}" for a, b in result.paint_ms[name].values())
        lines.append(
            f"  {name:<24} {still.seen_px:5.2f} px {still.drawn_px:5.2f} px  {still.marks_changed:5d}"
            f"  {still.hints_changed:5d}   {paint}"
        )
    lines.append("  seen, drawn: the largest standard deviation of any mark's place on the screen")
    lines.append("  marks: changes of colour; hints: the most that followed each other within a second")
    return "\n".join(lines)
