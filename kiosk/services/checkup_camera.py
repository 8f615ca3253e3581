"""The camera: whether it gives pictures, how many a second, and what sizes it really has."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.camera.open import open_camera
from kiosk.camera.source import Camera
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.services.finding import Finding, Fitness
from kiosk.settings import Settings

FIRST_FRAME_S = 15.0
"""How long the first frame may take: some cameras need seconds to wake, the sitter to be drawn."""
MEASURE_S, READ_S = 1.0, 0.5
SLOW = 0.6
"""Below this share of the asked rate the hints lag behind the person; most cameras halve it in the dark."""
SIZES = ((640, 480), (1280, 720), (1920, 1080), (2560, 1440), (3840, 2160))
"""What USB cameras have, asked for one after the other; the booth needs 1280×720."""

Open = Callable[[tuple[int, int]], Camera]


def camera(settings: Settings, clock: Clock) -> Finding:
    """Open the camera of the settings, wait for one frame, and measure for a second."""
    wanted = settings.camera
    size = (wanted.width_px, wanted.height_px)
    try:
        source = open_camera(wanted.source, clock, size=size, fps=wanted.fps)
        found = measured(source, clock)
    except KioskError as error:
        return Finding("camera", Fitness.FAIL, f"{wanted.source}: {error.title}", error.advice)
    if found is None:
        return Finding("camera", Fitness.FAIL, f"{wanted.source} gives no picture", "Check its cable.")
    (width, height), fps = found
    detail = f"{source.name} {width}×{height} px, {fps:.1f} frames a second"
    if (width, height) != size:
        asked = f"asked for {wanted.width_px}×{wanted.height_px}"
        return Finding("camera", Fitness.WARN, f"{detail}, {asked}", "Set a size the camera has.")
    if fps < SLOW * wanted.fps:
        advice = "Give it more light, a USB 3 port of its own, or set camera.fps to what it gives."
        return Finding("camera", Fitness.WARN, f"{detail}, asked for {wanted.fps:.0f}", advice)
    return Finding("camera", Fitness.OK, detail)


def modes(settings: Settings, clock: Clock) -> Finding:
    """Ask an attached camera for each usual size; anything else than a camera has one size only."""
    wanted = settings.camera
    if not wanted.source.startswith("device:"):
        return Finding("modes", Fitness.OK, f"{wanted.source} is no attached camera")

    def opened(size: tuple[int, int]) -> Camera:
        return open_camera(wanted.source, clock, size=size, fps=wanted.fps)

    found = list_modes(opened, clock)
    if not found:
        return Finding("modes", Fitness.FAIL, "it gives pictures in no size", "Check its cable.")
    told = ", ".join(f"{width}×{height} at {fps:.0f}" for (width, height), fps in found.items())
    if (wanted.width_px, wanted.height_px) not in found:
        return Finding(
            "modes", Fitness.WARN, told, "Set camera.width_px and camera.height_px to one of these."
        )
    return Finding("modes", Fitness.OK, told)


def list_modes(open_at: Open, clock: Clock) -> dict[tuple[int, int], float]:
    """Return the sizes (px) that really come, with their measured rates, frames a second."""
    found: dict[tuple[int, int], float] = {}
    for size in SIZES:
        try:
            answer = measured(open_at(size), clock)
        except KioskError:
            continue
        if answer is not None:
            found.setdefault(*answer)
    return found


def measured(source: Camera, clock: Clock) -> tuple[tuple[int, int], float] | None:
    """Return size (px) and rate (frames a second) of a camera's pictures; None when none comes.

    Raises
    ------
    KioskError
        As the camera gives it.
    """
    try:
        source.open()
        frame = source.read(FIRST_FRAME_S)
        if frame is None:
            return None
        began, frames = clock.monotonic(), 0
        while clock.monotonic() - began < MEASURE_S:
            try:
                frames += source.read(READ_S) is not None
            except KioskError as error:
                if error.code != "camera-ended":
                    raise
                source.open()  # a recording begins again
        return (frame.width, frame.height), frames / (clock.monotonic() - began)
    finally:
        source.close()
