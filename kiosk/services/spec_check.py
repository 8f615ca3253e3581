"""Can a photo spec be met at all? Its bands by an average adult, its bytes by a drawn person's photo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Rendered, Scene
from kiosk.errors import KioskError
from kiosk.face_mesh import load_face_mesh
from kiosk.geometry import Point
from kiosk.models import vision_models
from kiosk.photo.crop import CropInfeasible, solve_crop
from kiosk.photo.encode import encode
from kiosk.photo.finished import Remedy
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.standardize import cut
from kiosk.services.ruling import rules_for
from kiosk.vision.landmarks import FACE_MODEL
from kiosk.vision.observation import HeadGeometry

ROOM = 6
"""An average adult is put into a picture this many times as large as the photo: its edges are in no way."""
DRAWN_SIZE = (1280, 720)
"""Of the drawn person's picture, px."""
ACROSS = ("centre_x", "face_width", "eye_distance")
"""The bands along the photo's width; the others run along its height."""


@dataclass(frozen=True)
class SpecFault:
    """Something in a spec that no photo could meet: the dotted key, and what is the matter."""

    key: str
    zh: str
    en: str


def check_spec(spec: PhotoSpec, portrait: Rendered | None) -> tuple[SpecFault, ...]:
    """Return what in ``spec`` cannot be met; empty when it can all be.

    Parameters
    ----------
    portrait
        A drawn person, see :func:`draw_portrait`; None leaves the bytes of the file unchecked.

    Raises
    ------
    KioskError
        ``config-invalid`` when its ``[guidance]`` does not fit the rules.
    """
    rules_for(spec)
    faults = _outside(spec) or _unmet(spec)
    if portrait is not None and not faults:
        faults = _bytes(spec, portrait)
    return tuple(faults)


def draw_portrait() -> Rendered:
    """Draw an average person with the sitter.

    Raises
    ------
    KioskError
        When the face model, which holds the face's shape, is not installed.
    """
    mesh = load_face_mesh(Path(vision_models()) / FACE_MODEL)
    return Renderer(mesh).render(Scene(), DRAWN_SIZE)


def average_head(spec: PhotoSpec, middle: Point, face_width: float) -> HeadGeometry:
    """Return the spec's typical head, frontal and level, with its eyes' middle at ``middle``, px."""
    build = spec.guide
    apart = build.eyes_apart * face_width / 2
    return HeadGeometry(
        eye_left=Point(middle.x - apart, middle.y),
        eye_right=Point(middle.x + apart, middle.y),
        chin=Point(middle.x, middle.y + build.eyes_to_chin * face_width),
        hair_top_y=middle.y - build.hair_to_eyes * face_width,
        face_left_x=middle.x - face_width / 2,
        face_right_x=middle.x + face_width / 2,
    )


def _outside(spec: PhotoSpec) -> list[SpecFault]:
    """Name the bands that reach beyond the photo itself."""
    faults = []
    for name, band in spec.bands().items():
        most = spec.size.width_px if name in ACROSS else spec.size.height_px
        if band.low < 0 or band.high > most:
            faults.append(
                SpecFault(
                    name,
                    f"范围 {band.low:g}–{band.high:g} 超出照片（0–{most} 像素）",
                    f"the band {band.low:g} to {band.high:g} reaches beyond the photo (0 to {most} px)",
                )
            )
    return faults


def _unmet(spec: PhotoSpec) -> list[SpecFault]:
    """Name the bands an average adult cannot meet, however far away and wherever in the picture."""
    room = ROOM * max(spec.size.width_px, spec.size.height_px)
    head = average_head(spec, Point(room / 2, room / 2), spec.guide.face_of_width * spec.size.width_px * 2)
    try:
        crop = solve_crop(head, spec, (room, room))
    except CropInfeasible:
        return [SpecFault("size", "普通人的头部放不进照片", "an average head does not fit into the photo")]
    faults = []
    for misfit in crop.misfits:
        value, band = getattr(crop, misfit.band), spec.bands()[misfit.band]
        hair = misfit.remedy is Remedy.FLATTEN_HAIR
        faults.append(
            SpecFault(
                misfit.band,
                f"与其他范围冲突：普通人为 {value:.0f}，应为 {band.low:g}–{band.high:g}"
                + ("（按平均发型）" if hair else ""),
                f"contradicts the other bands: an average adult has {value:.0f}, the band is "
                f"{band.low:g} to {band.high:g}" + (" (with average hair)" if hair else ""),
            )
        )
    return faults


def _bytes(spec: PhotoSpec, portrait: Rendered) -> list[SpecFault]:
    """Encode the drawn person's photo, over the chosen colour, as every photo is encoded."""
    try:
        encode(_photo(spec, portrait), spec)
    except CropInfeasible as error:
        return [
            SpecFault(
                "size", f"画出的人像无法裁切：{error.code}", f"no photo of a drawn person: {error.title}"
            )
        ]
    except KioskError as error:
        return [SpecFault("file", "文件大小无法达到：画出的人像压缩后不在范围内", error.title)]
    return []


def _photo(spec: PhotoSpec, portrait: Rendered) -> Picture:
    truth = portrait.truth
    pupils = truth.pupil_left, truth.pupil_right
    if pupils[0] is None or pupils[1] is None or truth.chin is None or truth.face is None:
        raise ValueError("the drawn person has no face")
    head = HeadGeometry(pupils[0], pupils[1], truth.chin, truth.hair_top_y, truth.face.x, truth.face.right)
    alpha = (portrait.alpha.astype(np.float32) / 255)[:, :, None]
    plain = np.array(spec.background.rgb[::-1], np.float32)
    picture = np.round(alpha * portrait.bgr + (1 - alpha) * plain).astype(np.uint8)
    return cut(picture, solve_crop(head, spec, DRAWN_SIZE), spec)
