"""What the live bench found, and how it is told to people."""

from __future__ import annotations

from dataclasses import dataclass

PULSE_MS = 5
"""Interval of a timer on the GUI thread; how late it comes is how long the GUI was busy."""
PAUSE_MS = 50.0
"""A gap of the GUI's timer from which a person notices that nothing moves."""


@dataclass(frozen=True)
class LiveResult:
    """One measurement; CPU in seconds per second.

    Attributes
    ----------
    judged_of_camera
        Observations / frames the camera gave.
    paint_latency_median_ms, paint_latency_p95_ms, paint_latency_p99_ms
        From the frame's stamp to its painting.
    paint_median_ms, paint_p95_ms, paint_wall_p95_ms
        One painting of the mirror: the GUI thread's own processor time, and by the clock.
    touch_median_ms, touch_p95_ms
        From a touch until the pressed button was painted.
    gui_pauses
        Gaps of the GUI's timer over :data:`PAUSE_MS`.
    observation_ms, models_ms
        Mean of the whole observation, and of the MediaPipe calls it makes, added up.
    own_ms
        Mean of what passes of an observation while no MediaPipe call is under way.
    memory_least_mb, memory_most_mb
        Resident, looked at every second after warming up.
    """

    camera: str
    frame_size: tuple[int, int]
    window_size: tuple[int, int]
    seconds: float
    camera_fps: float
    painted_per_s: float
    judged_per_s: float
    judged_of_camera: float
    paint_latency_median_ms: float
    paint_latency_p95_ms: float
    paint_latency_p99_ms: float
    paint_median_ms: float
    paint_p95_ms: float
    paint_wall_p95_ms: float
    touches: int
    touch_median_ms: float
    touch_p95_ms: float
    gui_gap_p99_ms: float
    gui_gap_worst_ms: float
    gui_pauses: int
    observation_ms: float
    models_ms: float
    own_ms: float
    observation_over_models: float
    kiosk_cpu: float
    sitter_cpu: float | None
    memory_least_mb: float
    memory_most_mb: float
    cores: int


def as_table(result: LiveResult) -> str:
    """Return the measurement for people."""
    rows = [
        ("camera", f"{result.camera_fps:.1f} frames/s"),
        ("painted", f"{result.painted_per_s:.1f} frames/s"),
        ("judged", f"{result.judged_per_s:.1f} observations/s, {result.judged_of_camera:.1%} of the frames"),
        (
            "observation",
            f"{result.observation_ms:.2f} ms, {result.observation_over_models:.3f} × MediaPipe's own calls "
            f"({result.models_ms:.2f} ms); outside of any of them {result.own_ms:.2f} ms",
        ),
        (
            "camera to paint",
            f"{result.paint_latency_median_ms:.1f} ms median, {result.paint_latency_p95_ms:.1f} ms p95, "
            f"{result.paint_latency_p99_ms:.1f} ms p99",
        ),
        (
            "painting the mirror",
            f"{result.paint_median_ms:.1f} ms median, {result.paint_p95_ms:.1f} ms p95 of its own thread;"
            f" {result.paint_wall_p95_ms:.1f} ms p95 by the clock",
        ),
        (
            "touch to pressed",
            f"{result.touch_median_ms:.1f} ms median, {result.touch_p95_ms:.1f} ms p95 of {result.touches}",
        ),
        (
            f"GUI timer of {PULSE_MS} ms",
            f"{result.gui_gap_p99_ms:.1f} ms p99, {result.gui_gap_worst_ms:.1f} ms worst, "
            f"{result.gui_pauses} pauses over {PAUSE_MS:.0f} ms",
        ),
        ("kiosk", f"{result.kiosk_cpu:.2f} cores"),
        ("memory", f"{result.memory_least_mb:.1f} to {result.memory_most_mb:.1f} MB"),
    ]
    if result.sitter_cpu is not None:
        rows.append(("drawing the sitter", f"{result.sitter_cpu:.2f} cores, in its own process"))
    title = f"{result.camera} {_x(result.frame_size)}, window {_x(result.window_size)}, "
    title += f"{result.seconds:.0f} s on {result.cores} cores"
    return "\n".join([title, *(f"  {name:<20} {value}" for name, value in rows)])


def _x(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"
