"""From a scene to a picture, its alpha and its truth; cached layers, so that a frame costs a few blits."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.camera.sitter import anatomy, body, flat, optics, phone, room, sheets
from kiosk.camera.sitter.canvas import Mask
from kiosk.camera.sitter.scene import Flat, HairStyle, Look, Medium, PasserBy, Pose, Rendered, Scene, Truth
from kiosk.camera.sitter.torso import ORIGIN, UNIT_PX, Torso
from kiosk.face_mesh import FaceMesh
from kiosk.geometry import Box, Point

T = TypeVar("T")
_HEADS_KEPT, _OTHERS_KEPT = 16, 4
_PASSER_BY = Look(
    skin=(206, 160, 128), hair_colour=(96, 66, 44), shirt=(176, 150, 120), hair=HairStyle.BOB, collar=False
)
_UNSEEN_X, _BESIDE_X = 1.2, 0.66
"""Where a second person comes from, and where their head is inside the photo."""
_ORIGIN_UP_CM = float(anatomy.EYE_LINE_CM * anatomy.CAMERA_CM / (anatomy.CAMERA_CM - 3.8))
_ROUND = np.radians(np.arange(0.0, 360.0, 10.0))
_SKULL = np.asarray(sheets.HEAD_ORIGIN) + sheets.HEAD_UNIT_PX * np.column_stack(
    [9.0 * np.cos(_ROUND), -2.6 - 11.3 * np.sin(_ROUND)]
)
_NAPE = np.asarray(ORIGIN) + UNIT_PX * np.array([(-5.5, 4.0), (5.5, 4.0), (6.5, 17.0), (-6.5, 17.0)])
"""Outlines of head and neck as their shadow has them, px of the head's and the body's sheet."""
_NOISE_MARGIN_PX = 64
_NEAR_SHOWN_CM = 42.0
"""Of the near body's sheet so much below the head's origin lies in the picture even when tilted."""


class _Cache:
    """Keeps the newest few drawings by key."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._items: OrderedDict[Hashable, object] = OrderedDict()

    def get(self, key: Hashable, draw: Callable[[], T]) -> T:
        if key in self._items:
            self._items.move_to_end(key)
            return self._items[key]  # type: ignore[return-value]
        item = draw()
        self._items[key] = item
        if len(self._items) > self._kept:
            self._items.popitem(last=False)
        return item


class Renderer:
    """Draws scenes; one a thread. The same scene and frame number give the same picture.

    Parameters
    ----------
    mesh
        The canonical face, see :func:`kiosk.face_mesh.load_face_mesh`.
    """

    def __init__(self, mesh: FaceMesh) -> None:
        self._mesh = mesh
        self._heads, self._others = _Cache(_HEADS_KEPT), _Cache(_OTHERS_KEPT * 4)

    def render(
        self, scene: Scene, size: tuple[int, int] = (1280, 720), frame_number: int = 0, alpha: bool = True
    ) -> Rendered:
        """Draw one picture.

        Parameters
        ----------
        size
            Width and height, px.
        frame_number
            Picks the sensor noise's pattern.
        alpha
            Whether to compute the person's coverage; all zero when False (it costs time).
        """
        wall = self._others.get(
            ("wall", scene.wall, scene.light, size), lambda: room.draw_wall(scene.wall, scene.light, size)
        )
        picture = wall.copy()
        cover = np.zeros((size[1], size[0]), np.uint8)
        others = tuple(face for face in self._behind(picture, scene) if face.centre.x < size[0])
        shown = replace(scene, pose=sheets.quantised(scene.pose))
        truth = Truth(present=False, people=len(others), scene=shown, others=others)
        if scene.flat is not None:
            if scene.flat.medium is Medium.MASK:
                self._person(picture, scene, None)
            self._hold_flat(picture, scene, scene.flat)
        elif scene.present:
            seen = self._person(picture, scene, cover if alpha else None)
            truth = replace(seen, people=len(others) + 1, scene=shown, others=others)
        if scene.phone is not None and scene.phone.raised > 0.01:
            truth = self._hold(picture, scene, truth)
        return Rendered(self._finish(picture, scene, frame_number), cover, truth)

    def _behind(self, picture: Picture, scene: Scene) -> Iterator[Box]:
        """Draw the people behind the sitter and return their faces, farthest first."""
        places = list(scene.passers_by)
        if scene.second_person > 0:
            places.append(PasserBy(x=_BESIDE_X + (1 - scene.second_person) * (_UNSEEN_X - _BESIDE_X)))
        for place in sorted(places, key=lambda place: place.scale_px):
            pose = Pose(x=place.x, y=place.y, scale_px=place.scale_px, yaw_deg=-6.0)
            lit = replace(scene.wall, shadow=0.0)
            seen = self._person(picture, replace(scene, look=_PASSER_BY, pose=pose, wall=lit), None)
            assert seen.face is not None
            yield seen.face

    def _person(self, picture: Picture, scene: Scene, alpha: Mask | None) -> Truth:
        pose = sheets.quantised(scene.pose)
        # What optics does to the finished picture needs no other drawing.
        look, light = scene.look, replace(scene.light, level=1.0, temperature_k=optics.NEUTRAL_K)
        drawn = (
            look,
            light,
            *(getattr(pose, name) for name in sheets.STEPS),
        )
        head = self._heads.get(drawn, lambda: sheets.draw_head(self._mesh, look, pose, light))
        back = self._others.get(
            ("back", look.hair, look.hair_colour, look.scarf, pose.yaw_deg, pose.pitch_deg),
            lambda: sheets.draw_back_layer(look, pose),
        )
        height, width = picture.shape[:2]
        unit = pose.scale_px * height / 720
        origin = np.array([pose.x * width, pose.y * height + _ORIGIN_UP_CM * unit])
        trunk = Torso(pose.torso_turn_deg, pose.shrug)
        sheet_px = body.NEAR if origin[1] + _NEAR_SHOWN_CM * unit >= height else body.FAR
        cloth = (look.shirt, look.collar, look.neckline, look.pattern, look.pattern_colour)
        torso = self._others.get(
            ("body", look.skin, *cloth, look.worn, look.scarf, look.hand, light, trunk, sheet_px),
            lambda: sheets.draw_body_layer(look, light, trunk, sheet_px),
        )
        neck = _move(
            unit, sheets.HEAD_UNIT_PX, sheets.HEAD_ORIGIN, origin, pose.roll_deg, (0.0, anatomy.NECK_PIVOT[1])
        )
        lift = origin - (0, 0.15 * pose.breath * unit)
        shoulders = _move(unit, UNIT_PX, ORIGIN, lift, pose.shoulder_tilt_deg, body.PIVOT_CM)
        if scene.wall.shadow > 0:
            outlines = [_moved(_SKULL, neck), _moved(_NAPE, shoulders), _moved(trunk.outline(), shoulders)]
            room.cast_shadow(picture, scene.wall.shadow, light, outlines, unit)
        back.lay(picture, neck, alpha)
        shoulders[:, 2] = shoulders[:, 2].round()  # whole px: the warped body is then used again
        torso.lay(picture, shoulders, alpha, still=True)
        head.front.lay(picture, neck, alpha)
        return _truth(head, replace(scene, pose=pose), neck, shoulders, unit)

    def _hold(self, picture: Picture, scene: Scene, truth: Truth) -> Truth:
        assert scene.phone is not None
        text, size = scene.phone.text, (picture.shape[1], picture.shape[0])
        sheet = self._others.get(
            ("phone", text, scene.look.skin, size), lambda: phone.draw_phone(text, scene.look, size[1])
        )
        corner = phone.place_phone(sheet, scene.phone.raised, size)
        phone.paste(picture, sheet, corner)
        box = Box(sheet.code.x + corner[0], sheet.code.y + corner[1], sheet.code.width, sheet.code.height)
        whole = box.bottom <= size[1] and box.y >= 0
        return replace(truth, code_text=text if whole else None, code_box=box if whole else None)

    def _hold_flat(self, picture: Picture, scene: Scene, shown: Flat) -> None:
        """Draw the still on its medium, the still once, into the sitter's place; of a film every picture."""
        if shown.film is not None:
            sheet = self._draw_flat(scene, shown, shown.film)
        else:
            still = replace(shown, phase=0.0)  # its bands wander over the same still
            sheet = self._others.get(
                ("flat", still, scene.look, scene.light),
                lambda: self._draw_flat(scene, still, flat.STILL_POSE),
            )
        flat.show(picture, sheet, shown, scene.pose)

    def _draw_flat(self, scene: Scene, shown: Flat, pose: Pose) -> flat.FlatSheet:
        still = self.render(
            Scene(pose, scene.look, replace(scene.light, level=1.0), shown.wall, noise=0.0), flat.STILL_SIZE
        )
        eyes = Point(flat.STILL_POSE.x * flat.STILL_SIZE[0], flat.STILL_POSE.y * flat.STILL_SIZE[1])
        return flat.draw_sheet(still.bgr, still.alpha, eyes, shown, scene.look)

    def _finish(self, picture: Picture, scene: Scene, frame_number: int) -> Picture:
        if scene.light.temperature_k != optics.NEUTRAL_K:
            picture = optics.tinted(picture, scene.light.temperature_k)
        if scene.light.level != 1.0:
            picture = np.asarray(cv2.convertScaleAbs(picture, alpha=scene.light.level), np.uint8)
        if scene.lens_cover > 0:
            picture = optics.covered(picture, scene.lens_cover)
        if scene.lens_dirt > 0:
            picture = optics.filmed(picture, scene.lens_dirt)
        if scene.defocus_px > 0:
            picture = optics.defocused(picture, scene.defocus_px)
        if scene.motion_blur_px > 1:
            picture = optics.smeared(picture, scene.motion_blur_px)
        if scene.noise > 0:
            height, width = picture.shape[:2]
            up, down = self._others.get(
                ("noise", scene.noise, width, height), lambda: _noise(scene.noise, width, height)
            )
            x, y = (frame_number * 37) % _NOISE_MARGIN_PX, (frame_number * 23) % _NOISE_MARGIN_PX
            cv2.add(picture, up[y : y + height, x : x + width], dst=picture)
            cv2.subtract(picture, down[y : y + height, x : x + width], dst=picture)
        return picture


def _move(
    unit: float,
    sheet_unit: float,
    sheet_origin: tuple[float, float],
    origin: NDArray[np.float64],
    turn_deg: float,
    pivot_cm: tuple[float, float],
) -> NDArray[np.float64]:
    """2×3 matrix: sheet px → picture px, turned clockwise by ``turn_deg`` about a pivot."""
    angle = np.radians(turn_deg)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = spin * (unit / sheet_unit)
    pivot = np.array([pivot_cm[0], -pivot_cm[1]])
    pivot_sheet = np.asarray(sheet_origin) + pivot * sheet_unit
    return np.column_stack([linear, origin + pivot * unit - linear @ pivot_sheet])


def _truth(
    head: sheets.HeadSheet,
    scene: Scene,
    neck: NDArray[np.float64],
    shoulders: NDArray[np.float64],
    unit: float,
) -> Truth:
    def on_head(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.atleast_2d(points) @ neck[:, :2].T + neck[:, 2])

    spot, pose = head.projection, scene.pose
    mesh = on_head(spot.face)
    low, high = mesh.min(0), mesh.max(0)
    pupils = on_head(head.pupils)
    joints = Torso(pose.torso_turn_deg, pose.shrug).joints()
    joints = joints @ shoulders[:, :2].T + shoulders[:, 2]
    ears = [on_head(ear.mean(0))[0] for ear in (spot.ear_left, spot.ear_right)]
    return Truth(
        present=True,
        people=1,
        scene=scene,
        pupil_left=_point(pupils[0]),
        pupil_right=_point(pupils[1]),
        chin=_point(mesh[anatomy.CHIN]),
        hair_top_y=float(on_head(head.hair_top)[:, 1].min()),
        face=Box(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])),
        face_width_px=float(high[0] - low[0]),
        yaw_deg=pose.yaw_deg,
        pitch_deg=pose.pitch_deg,
        roll_deg=pose.roll_deg,
        shoulder_left=_point(joints[0]),
        shoulder_right=_point(joints[1]),
        shoulder_tilt_deg=pose.shoulder_tilt_deg,
        gaze_x=pose.gaze_x,
        gaze_y=pose.gaze_y,
        eye_opening=head.eye_opening,
        mouth_gap_px=head.mouth_gap * unit,
        ear_left_visible=head.ears_visible[0],
        ear_right_visible=head.ears_visible[1],
        brows_covered=head.brows_covered,
        eyes_covered=head.eyes_covered,
        ear_left=_point(ears[0]),
        ear_right=_point(ears[1]),
    )


def _moved(points: NDArray[np.float64], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2])


def _point(xy: NDArray[np.float64]) -> Point:
    return Point(float(xy[0]), float(xy[1]))


def _noise(sigma: float, width: int, height: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Sensor noise as what it adds and what it takes away: two saturating byte operations a frame."""
    shape = (height + _NOISE_MARGIN_PX, width + _NOISE_MARGIN_PX, 3)
    grain = np.random.default_rng(11).normal(0.0, sigma, shape).round()
    return grain.clip(0, 255).astype(np.uint8), (-grain).clip(0, 255).astype(np.uint8)
