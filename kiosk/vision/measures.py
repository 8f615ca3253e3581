"""From faces, body and mask to an observation: the measures named in :mod:`kiosk.vision.units`."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Frame
from kiosk.geometry import Point
from kiosk.vision import ears, mesh, picture, shoulders
from kiosk.vision import head as heads
from kiosk.vision.attitude import yaw_pitch
from kiosk.vision.landmarks import Body, Face, Points
from kiosk.vision.observation import HeadGeometry, Measure, Observation
from kiosk.vision.units import UNITS

GAZE_NEEDS_OPENING = 0.12
"""Below this eye opening the iris is hidden and its place a guess of the model."""
EYE_WIDTH_RADII = 2.86
"""Width between an eye's corners over the radius on which the iris turns: 30 mm / 10.5 mm (adult means)."""
LEVEL_IRIS = 0.085
"""How far above the line of the corners a level iris lies, in eye widths; mean of 68 neutral adults."""
FULL_LOOK_DEG = 30.0
"""What the blendshapes eyeLookUp and eyeLookDown mean at 1, about the eye's own range."""
LEVEL_LOOK = -0.03
"""Up less down of a level look; mean of the same adults."""


def observation(
    frame: Frame,
    faces: tuple[Face, ...],
    body: Body | None,
    mask: NDArray[np.float32] | None,
    *,
    before: tuple[float, Face] | None = None,
) -> Observation:
    """Put together everything that was found in ``frame``.

    Parameters
    ----------
    faces
        Largest first; the first is the subject. With none or several, only the count is told.
    before
        Time in s and face of the previous frame of the same clip, for the motion.
    """
    values: dict[str, float | None] = dict.fromkeys(UNITS)
    values["face_count"] = float(len(faces))
    boxes = tuple(heads.face_box(face.mesh) for face in faces)
    if len(faces) != 1:
        return Observation(
            frame.seq, frame.taken_at, frame.width, frame.height, named(values), faces=boxes, mask=mask
        )
    face = faces[0]
    geometry = heads.head_geometry(face.mesh, mask, frame.width, frame.height)
    outline = shoulders.on_outline(geometry, mask, frame.width, frame.height)
    values |= head_values(geometry)
    yaw, pitch = yaw_pitch(face.turn)
    values |= {"yaw_deg": yaw, "pitch_deg": pitch, "roll_deg": heads.eye_tilt(geometry)}
    values |= gaze(face, yaw)
    values |= picture.light(frame.bgr, face.mesh)
    values |= ears.visible(frame.bgr, face.mesh, geometry, mask, yaw, pitch)
    values["sharpness"] = picture.sharpness(frame.bgr, face.mesh)
    values["lip_gap"] = lip_gap(face.mesh)
    values["eye_open_left"] = eye_opening(face.mesh, mesh.EYE_CORNERS_LEFT, mesh.EYE_LIDS_LEFT)
    values["eye_open_right"] = eye_opening(face.mesh, mesh.EYE_CORNERS_RIGHT, mesh.EYE_LIDS_RIGHT)
    values["shoulder_tilt_deg"] = shoulders.tilt(outline, body, frame.width, frame.height)
    values["shoulders_seen"] = None if mask is None else float(2 - outline.count(None))
    if before is not None:
        values["motion"] = motion(before[1].mesh, face.mesh, frame.taken_at - before[0])
    return Observation(
        frame.seq,
        frame.taken_at,
        frame.width,
        frame.height,
        named(values),
        head=geometry,
        faces=boxes,
        ears=(ear_point(face.mesh, mesh.SIDE_RIGHT), ear_point(face.mesh, mesh.SIDE_LEFT)),
        shoulders=outline,
        landmarks=face.mesh,
        mask=mask,
    )


def named(values: dict[str, float | None]) -> MappingProxyType[str, Measure | None]:
    """Give every value its unit; a value that is not a finite number cannot be assessed."""
    return MappingProxyType(
        {
            name: None if value is None or not math.isfinite(value) else Measure(float(value), UNITS[name])
            for name, value in values.items()
        }
    )


def head_values(head: HeadGeometry) -> dict[str, float | None]:
    """Return the measures that are plain positions and sizes of the head."""
    return {
        "eye_distance_px": head.eye_distance,
        "face_width_px": head.face_width,
        "centre_x_px": head.centre_x,
        "eye_line_y_px": head.eye_line_y,
        "hair_top_px": head.hair_top_y,
    }


def face_height(points: Points) -> float:
    """Return T in px: from the middle between the pupils to the chin."""
    eyes = (points[mesh.PUPIL_LEFT, :2] + points[mesh.PUPIL_RIGHT, :2]) / 2
    return float(np.linalg.norm(points[mesh.CHIN, :2] - eyes))


def lip_gap(points: Points) -> float:
    """Return the widest opening between the lips' inner edges / T."""
    gaps = np.linalg.norm(
        points[list(mesh.LIP_INNER_UPPER), :2] - points[list(mesh.LIP_INNER_LOWER), :2], axis=1
    )
    return float(gaps.max()) / face_height(points)


def eye_opening(points: Points, corners: tuple[int, int], lids: tuple[tuple[int, int], ...]) -> float:
    """Return the mean distance between the lids / the eye's width (eye aspect ratio).

    Source: Soukupová and Čech, "Real-Time Eye Blink Detection using Facial Landmarks", 2016.
    """
    width = float(np.linalg.norm(points[corners[0]] - points[corners[1]]))
    return float(np.mean([np.linalg.norm(points[a] - points[b]) for a, b in lids])) / width


def gaze(face: Face, yaw_deg: float) -> dict[str, float | None]:
    """Return ``gaze_yaw_deg`` and ``gaze_pitch_deg`` from where the irises lie between the eyes' corners.

    Both eyes are averaged, so that looking at a near lens (vergence) cancels. A shift s of the iris in eye
    widths is an angle asin(s · :data:`EYE_WIDTH_RADII`); sideways the head's own yaw is added, because
    eyes that stay on the lens turn back as far as the head turns. Up and down the lids follow the iris
    and hide its shift, so the mean is taken with the blendshapes' look. Closed eyes have no gaze: None.
    """
    points, shapes = face.mesh, face.shapes
    shifts = []
    for corners, lids, iris in (
        (mesh.EYE_CORNERS_RIGHT, mesh.EYE_LIDS_RIGHT, mesh.PUPIL_RIGHT),
        (tuple(reversed(mesh.EYE_CORNERS_LEFT)), mesh.EYE_LIDS_LEFT, mesh.PUPIL_LEFT),
    ):
        if eye_opening(points, (corners[0], corners[1]), lids) < GAZE_NEEDS_OPENING:
            return {"gaze_yaw_deg": None, "gaze_pitch_deg": None}
        first, second = points[corners[0], :2], points[corners[1], :2]
        across = (second - first) / np.linalg.norm(second - first)
        off = (points[iris, :2] - (first + second) / 2) / np.linalg.norm(second - first)
        shifts.append((float(off @ across), float(-off @ np.array([-across[1], across[0]]))))
    aside, up = np.mean(shifts, axis=0)
    look = [shapes[f"eyeLookUp{side}"] - shapes[f"eyeLookDown{side}"] for side in ("Left", "Right")]
    look_deg = FULL_LOOK_DEG * (float(np.mean(look)) - LEVEL_LOOK)
    return {
        "gaze_yaw_deg": _eye_angle(aside) + yaw_deg,
        "gaze_pitch_deg": (_eye_angle(up - LEVEL_IRIS) + look_deg) / 2,
    }


def _eye_angle(shift: float) -> float:
    return math.degrees(math.asin(float(np.clip(shift * EYE_WIDTH_RADII, -1, 1))))


def ear_point(points: Points, side: tuple[int, ...]) -> Point:
    """Return where the ear is to be expected: beside the end of the face mesh."""
    edge = points[list(side[:3]), :2].mean(axis=0)
    centre = points[[mesh.PUPIL_LEFT, mesh.PUPIL_RIGHT], :2].mean(axis=0)
    outwards = math.copysign(0.06 * float(np.ptp(points[list(mesh.OVAL), 0])), float(edge[0] - centre[0]))
    return Point(float(edge[0]) + outwards, float(edge[1]))


def motion(earlier: Points, later: Points, seconds: float) -> float | None:
    """Return the mean speed of the head's steady points in T per second; None without a time between."""
    if seconds <= 0:
        return None
    steady = list(mesh.STEADY)
    moved = np.linalg.norm(later[steady, :2] - earlier[steady, :2], axis=1).mean()
    return float(moved) / face_height(later) / seconds
