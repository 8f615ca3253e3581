"""The observer: one frame in, one observation out."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Frame, Picture
from kiosk.geometry import Box
from kiosk.vision import head as heads
from kiosk.vision import measures, mesh, shoulders
from kiosk.vision.attitude import yaw_pitch
from kiosk.vision.crowd import beside
from kiosk.vision.landmarks import Body, Face, Finders, open_finders
from kiosk.vision.observation import Observation
from kiosk.vision.seen import Seen
from kiosk.vision.units import UNITS

FACE_SIDE_PX = 1280
"""Longest side given to the face model; its own crops are 256 px wide."""
BODY_SIDE_PX = 640
PERSON_SIDE_PX = 512
SLOW_EVERY = 3
"""Live: the body and the person mask are each renewed once in so many observations, in turns."""
CROWD_EVERY, CROWD_TURN = 30, 2
"""Live: people behind are looked for once a second, when neither body nor mask has its turn."""


class Observer:
    """Turns frames into observations; owned and called by one thread.

    Live, the body pose and the person mask are renewed in turns, once in :data:`SLOW_EVERY`
    observations each, the faces behind once in :data:`CROWD_EVERY`, and carried in between; so are the
    groups of measures that need not be made at camera rate (:data:`kiosk.vision.measures.GROUPS`).

    Parameters
    ----------
    finders
        The models; closed with the observer.
    live
        Whether the frames follow each other; only then is motion measured.
    """

    def __init__(self, finders: Finders, *, live: bool) -> None:
        self._finders = finders
        self._live = live
        self._count = 0
        self._at_ms = 0
        self._before: tuple[float, Face] | None = None
        self._body: Body | None = None
        self._mask: NDArray[np.float32] | None = None
        self._crowd: tuple[Box, ...] = ()
        self._carried: dict[str, float | None] = {}

    @classmethod
    def open(cls, models: Path, *, live: bool) -> Observer:
        """Load the models of the folder ``models`` (``live``: frames of one clip, tracked).

        Raises
        ------
        KioskError
            ``model-missing`` or ``model-broken``.
        """
        return cls(open_finders(models, live=live), live=live)

    def observe(self, frame: Frame, *, whole: bool = False, closely: Collection[str] = ()) -> Observation:
        """Measure everything in ``frame``; what cannot be assessed is None.

        Parameters
        ----------
        whole
            Live: renew all models and measures in this very frame, as for a picture by itself.
        closely
            Live: measures to renew at least once in :data:`kiosk.vision.measures.CLOSELY_EVERY`
            observations, because somebody is about to change them.
        """
        whole = whole or not self._live
        at_ms = self._next_ms(frame)
        rgb = np.asarray(cv2.cvtColor(_shrunk(frame.bgr, FACE_SIDE_PX), cv2.COLOR_BGR2RGB), np.uint8)
        faces = _largest_first(self._finders.faces.find(rgb, at_ms))
        faces = tuple(_scaled(face, frame.width / rgb.shape[1]) for face in faces)
        crowd_every = measures.CLOSELY_EVERY if "face_count" in closely else CROWD_EVERY
        crowd = bool(faces) and (whole or self._count % crowd_every == CROWD_TURN)
        self._renew_slow(rgb, frame.width, at_ms, whole=whole, crowd=crowd)
        observation = self._observation(frame, faces, whole=whole, closely=closely)
        self._count += 1
        return observation

    def _renew_slow(self, rgb: Picture, width: int, at_ms: int, *, whole: bool, crowd: bool) -> None:
        """Run those of the slower models whose turn it is; ``width`` of the frame, px."""
        body_due = whole or self._count % SLOW_EVERY == 0
        mask_due = whole or self._count % SLOW_EVERY == 1 or self._mask is None
        if not (body_due or mask_due or crowd):
            return
        small = _shrunk(rgb, BODY_SIDE_PX)
        scale = width / small.shape[1]
        if body_due:
            body = self._finders.body.find(small, at_ms)
            self._body = None if body is None else Body(body.points * np.float32(scale), body.certainty)
        if mask_due:
            self._mask = self._finders.person.find(_shrunk(small, PERSON_SIDE_PX, cv2.INTER_LINEAR), at_ms)
        if crowd:
            self._crowd = tuple(_grown(box, scale) for box in self._finders.crowd.find(small, at_ms))

    def forget(self) -> None:
        """Drop what is carried from frame to frame; call between two people."""
        self._count = 0
        self._before = self._body = self._mask = None
        self._crowd = ()
        self._carried = {}

    def _observation(
        self, frame: Frame, faces: tuple[Face, ...], *, whole: bool, closely: Collection[str]
    ) -> Observation:
        values: dict[str, float | None] = dict.fromkeys(UNITS)
        boxes = tuple(heads.face_box(face.mesh) for face in faces)
        boxes += beside(self._crowd, boxes) if faces else ()
        values["face_count"] = float(len(boxes))
        if not faces:
            self._before, self._carried = None, {}
            for measure in measures.WITHOUT_FACE:
                values.update(measure(frame.bgr))
            named = measures.named(values)
            return Observation(
                frame.seq, frame.taken_at, frame.width, frame.height, named, faces=boxes, mask=self._mask
            )
        seen = self._seen(frame, faces[0])
        for group in measures.GROUPS:
            if whole or measures.due(group, self._count, closely) or group.names[0] not in self._carried:
                self._carried.update(group.measure(seen))
        self._before = (frame.taken_at, seen.face)
        points = seen.face.mesh
        return Observation(
            frame.seq,
            frame.taken_at,
            frame.width,
            frame.height,
            measures.named(values | measures.of_head(seen) | self._carried),
            head=seen.head,
            faces=boxes,
            ears=(measures.ear_point(points, mesh.SIDE_RIGHT), measures.ear_point(points, mesh.SIDE_LEFT)),
            shoulders=seen.outline,
            landmarks=points,
            mask=self._mask,
        )

    def _seen(self, frame: Frame, face: Face) -> Seen:
        head = heads.head_geometry(face.mesh, self._mask, frame.width, frame.height)
        yaw, pitch = yaw_pitch(face.turn)
        return Seen(
            frame,
            face,
            head,
            yaw,
            pitch,
            heads.eye_tilt(face.mesh, face.turn),
            shoulders.on_outline(head, self._mask, frame.width, frame.height),
            self._body,
            self._mask,
            self._before if self._live else None,
        )

    def close(self) -> None:
        """Let go of the models."""
        self._finders.close()

    def __enter__(self) -> Observer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _next_ms(self, frame: Frame) -> int:
        # Video mode refuses a time that does not grow; two frames may share a millisecond.
        self._at_ms = max(self._at_ms + 1, round(frame.taken_at * 1000))
        return self._at_ms


def _shrunk(picture: Picture, side_px: int, interpolation: int = cv2.INTER_AREA) -> Picture:
    """Return ``picture`` with its longest side at most ``side_px``."""
    height, width = picture.shape[:2]
    scale = side_px / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=interpolation), np.uint8)


def _grown(box: Box, scale: float) -> Box:
    return Box(box.x * scale, box.y * scale, box.width * scale, box.height * scale)


def _scaled(face: Face, scale: float) -> Face:
    return Face(face.mesh * np.float32(scale), face.shapes, face.turn)


def _largest_first(faces: tuple[Face, ...]) -> tuple[Face, ...]:
    return tuple(sorted(faces, key=lambda face: float(np.ptp(face.mesh[:, 0])), reverse=True))
