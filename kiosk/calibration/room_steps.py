"""The steps that look at the room: which lamp is wrong, and the picture of the empty booth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.calibration.lamps import judge_lamps, wall_sides
from kiosk.calibration.plate import Averaging
from kiosk.calibration.step import (
    LOOKS,
    PATIENCE_S,
    Before,
    Found,
    Missed,
    Progress,
    Timed,
    Waiting,
    somebody,
)
from kiosk.camera.frame import Frame, Picture
from kiosk.vision.observation import Observation


class LampsStep(Timed):
    """By the wall's two sides and, where somebody sits there, the two cheeks."""

    def __init__(self, before: Before) -> None:
        self._before = before
        self._pictures: list[Picture] = []
        self._cheeks: list[float] = []
        self._mask: NDArray[np.float32] | None = None

    def take(self, frame: Frame, observation: Observation) -> Progress | Found | Missed:
        since_s = self.since_s(frame)
        side = observation.value("light_left_right")
        mask = observation.mask if somebody(observation) else None
        if side is not None:
            self._cheeks.append(side)  # the person's own left is the picture's right
        if side is None and wall_sides(frame.bgr, mask) is None:
            return (
                Missed(Waiting.WALL_OR_PERSON) if since_s > PATIENCE_S else Progress(Waiting.WALL_OR_PERSON)
            )
        self._pictures.append(frame.bgr)
        self._mask = mask
        if len(self._pictures) < LOOKS:
            return Progress(Waiting.MEASURING, len(self._pictures) / LOOKS)
        some = np.stack(self._pictures[:: LOOKS // 4])
        mean: Picture = np.asarray(some.mean(axis=0, dtype=np.float32), np.uint8)
        cheeks = float(np.median(self._cheeks)) if 2 * len(self._cheeks) > LOOKS else None
        before, known = self._before, self._before.calibration.lamps
        return Found(judge_lamps(wall_sides(mean, self._mask), cheeks, known, before.limits, before.now))


class PlateStep(Timed):
    """Waits until nobody is in the picture and nothing moves, then averages."""

    def __init__(self) -> None:
        self._averaging = Averaging()

    def take(self, frame: Frame, observation: Observation) -> Progress | Found | Missed:
        since_s = self.since_s(frame)
        waiting = Waiting.MEASURING
        if somebody(observation):
            self._averaging.begin()
            waiting = Waiting.NOBODY
        elif not self._averaging.add(frame.bgr):
            waiting = Waiting.STILL
        if self._averaging.share >= 1:
            picture, noise = self._averaging.result()
            return Found(None, (picture, self._averaging.count, noise))
        if since_s > PATIENCE_S:
            return Missed(waiting if waiting is not Waiting.MEASURING else Waiting.STILL)
        return Progress(waiting, self._averaging.share)
