"""The step that looks how the camera hangs."""

from __future__ import annotations

from kiosk.calibration.mounting import SeenEyes, eyes_high_cm, judge_mounting, middle
from kiosk.calibration.sheet import find_sheet, upright_of
from kiosk.calibration.step import LOOKS, PATIENCE_S, Before, Found, Missed, Progress, Timed, Waiting
from kiosk.calibration.uprights import Upright, uprights
from kiosk.camera.frame import Frame
from kiosk.vision.observation import Observation

EDGES_AFTER_S = 2.0
"""So long it waits for a person or the sheet before it goes by the room's edges."""
EDGE_LOOKS = 4


class MountingStep(Timed):
    """By the eyes of a person at the mark, by the printed sheet, or by the room's upright edges."""

    def __init__(self, before: Before) -> None:
        self._before = before
        self._eyes: list[SeenEyes] = []
        self._sheets: list[Upright] = []
        self._edges: list[Upright] = []
        self._edge_tries = 0

    def take(self, frame: Frame, observation: Observation) -> Progress | Found | Missed:
        since_s = self.since_s(frame)
        head = observation.head
        if head is not None:
            self._eyes.append(SeenEyes(head.eye_line_y, head.eye_distance))
        else:
            sheet = find_sheet(frame.bgr)
            if sheet is not None:
                self._sheets.append(upright_of(sheet, (frame.width, frame.height)))
            elif since_s > EDGES_AFTER_S and not self._eyes and not self._sheets:
                return self._by_edges(frame, since_s)
        seen = max(len(self._eyes), len(self._sheets))
        if seen >= LOOKS:
            return self._found(middle(self._sheets), "person" if head is not None else "sheet")
        if since_s > PATIENCE_S:
            return Missed(Waiting.PERSON_OR_SHEET)
        return Progress(Waiting.MEASURING if seen else Waiting.PERSON_OR_SHEET, seen / LOOKS)

    def _by_edges(self, frame: Frame, since_s: float) -> Progress | Found | Missed:
        self._edge_tries += 1
        found = uprights(frame.bgr)
        if found is not None:
            self._edges.append(found)
        if len(self._edges) >= EDGE_LOOKS:
            return self._found(middle(self._edges), "lines")
        if since_s > PATIENCE_S:
            return Missed(Waiting.PERSON_OR_SHEET)
        return Progress(Waiting.PERSON_OR_SHEET, len(self._edges) / EDGE_LOOKS)

    def _found(self, upright: Upright | None, by: str) -> Found:
        before = self._before
        eyes_cm = eyes_high_cm(self._eyes, before.aim.eye_line_y)
        known = before.calibration.mounting
        return Found(judge_mounting(upright, eyes_cm, by, known, before.limits, before.now))
