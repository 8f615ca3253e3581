"""The observer: one frame in, one observation out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np

from kiosk.camera.frame import Frame, Picture
from kiosk.vision import head as heads
from kiosk.vision import measures, mesh, shoulders
from kiosk.vision.attitude import yaw_pitch
from kiosk.vision.closeup import closeup
from kiosk.vision.crowd import beside
from kiosk.vision.landmarks import Face, Finders, open_finders
from kiosk.vision.observation import Observation
from kiosk.vision.seen import Seen
from kiosk.vision.slower import Due, Slower, shrunk
from kiosk.vision.units import UNITS

FACE_SIDE_PX = 1280
"""Longest side given to the face model; its own crops are 256 px wide."""
SLOW_EVERY = 3
"""Live: the body and the person mask are each renewed once in so many observations, in turns."""
CROWD_EVERY, CROWD_TURN = 30, 2
"""Live: people behind are looked for once a second, when neither body nor mask has its turn."""
ONLY_BODY = Due(body=True, mask=False, crowd=False)
ONLY_PLACE = Due(body=False, mask=True, crowd=True)


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
        self._slower = Slower(finders)
        self._live = live
        self._count = 0
        self._at_ms = 0
        self._before: tuple[float, Face] | None = None
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

    def observe(
        self, frame: Frame, *, whole: bool = False, closely: Collection[str] = (), near: bool = True
    ) -> Observation:
        """Measure everything in ``frame``; what cannot be assessed is None.

        Parameters
        ----------
        whole
            Live: renew all models and measures in this very frame, as for a picture by itself.
        closely
            Live: measures to renew at least once in :data:`kiosk.vision.measures.CLOSELY_EVERY`
            observations, because somebody is about to change them.
        near
            Of a picture by itself: look at the person again from near (``closeup``), as a matte needs.
        """
        whole = whole or not self._live
        due = self._due(whole=whole, closely=closely)
        rgb, at_ms = self._shown(frame)
        self._slower.begin(rgb, frame.width, at_ms, due)
        faces = self._faces(rgb, frame.width, at_ms)
        if due != ONLY_BODY or self._slower.seen.body is None:
            self._slower.wait()
        groups = [
            group
            for group in measures.GROUPS
            if whole or measures.due(group, self._count, closely) or group.names[0] not in self._carried
        ]
        # The body's pose takes longest. What needs it has its turn in other observations.
        observation = self._observation(frame, faces, groups)
        self._slower.wait()
        self._count += 1
        if self._live or not near:
            return observation
        return self._nearer(observation, rgb, at_ms)

    def subject(self, frame: Frame) -> Observation:
        """Find what a photo is cut out and matted by, in a picture by itself; the rest is *cannot assess*.

        That is the faces, the head's place and mesh, the person's mask and the nearer look: a third of the
        time of :meth:`observe`.
        """
        rgb, at_ms = self._shown(frame)
        self._carried = {}
        self._slower.begin(rgb, frame.width, at_ms, ONLY_PLACE)
        faces = self._faces(rgb, frame.width, at_ms)
        self._slower.wait()
        return self._nearer(self._observation(frame, faces, ()), rgb, at_ms)

    def _shown(self, frame: Frame) -> tuple[Picture, int]:
        """Return the picture as the models see it, and its time for them, ms."""
        rgb = cv2.cvtColor(shrunk(frame.bgr, FACE_SIDE_PX), cv2.COLOR_BGR2RGB)
        return np.asarray(rgb, np.uint8), self._next_ms(frame)

    def _faces(self, rgb: Picture, width: int, at_ms: int) -> tuple[Face, ...]:
        faces = _largest_first(self._finders.faces.find(rgb, at_ms))
        return tuple(_scaled(face, width / rgb.shape[1]) for face in faces)

    def _nearer(self, observation: Observation, rgb: Picture, at_ms: int) -> Observation:
        if observation.head is None:
            return observation
        scale = observation.width / rgb.shape[1]
        return replace(
            observation, closeup=closeup(rgb, observation.head, scale, self._finders.person, at_ms)
        )

    def _due(self, *, whole: bool, closely: Collection[str]) -> Due:
        crowd_every = measures.CLOSELY_EVERY if "face_count" in closely else CROWD_EVERY
        return Due(
            body=whole or self._count % SLOW_EVERY == 0,
            mask=whole or self._count % SLOW_EVERY == 1 or self._slower.seen.mask is None,
            # Nobody is behind somebody who is not there.
            crowd=whole or (self._before is not None and self._count % crowd_every == CROWD_TURN),
        )

    def forget(self) -> None:
        """Drop what is carried from frame to frame; call between two people."""
        self._count = 0
        self._before = None
        self._slower.forget()
        self._carried = {}

    def _observation(
        self, frame: Frame, faces: tuple[Face, ...], groups: Iterable[measures.Group]
    ) -> Observation:
        values: dict[str, float | None] = dict.fromkeys(UNITS)
        boxes = tuple(heads.face_box(face.mesh) for face in faces)
        boxes += beside(self._slower.seen.crowd, boxes) if faces else ()
        values["face_count"] = float(len(boxes))
        if not faces:
            self._before, self._carried = None, {}
            for measure in measures.WITHOUT_FACE:
                values.update(measure(frame.bgr))
            named = measures.named(values)
            return Observation(
                frame.seq,
                frame.taken_at,
                frame.width,
                frame.height,
                named,
                faces=boxes,
                mask=self._slower.seen.mask,
            )
        seen = self._seen(frame, faces[0])
        for group in groups:
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
            mask=self._slower.seen.mask,
        )

    def _seen(self, frame: Frame, face: Face) -> Seen:
        mask = self._slower.seen.mask
        head = heads.head_geometry(face.mesh, mask, frame.width, frame.height)
        yaw, pitch = yaw_pitch(face.turn)
        return Seen(
            frame,
            face,
            head,
            yaw,
            pitch,
            heads.eye_tilt(face.mesh, face.turn),
            shoulders.on_outline(head, mask, frame.width, frame.height),
            self._slower.seen.body,
            mask,
            self._before if self._live else None,
        )

    def close(self) -> None:
        """Let go of the models."""
        self._slower.close()
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


def _scaled(face: Face, scale: float) -> Face:
    if scale == 1:
        return face
    return Face(face.mesh * np.float32(scale), face.shapes, face.turn)


def _largest_first(faces: tuple[Face, ...]) -> tuple[Face, ...]:
    return tuple(sorted(faces, key=lambda face: float(np.ptp(face.mesh[:, 0])), reverse=True))
