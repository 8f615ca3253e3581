"""The step that sets exposure and white balance on a grey card or the plain wall, and holds them."""

from __future__ import annotations

import numpy as np

from kiosk.calibration.patch import Patch, look_at_patch
from kiosk.calibration.record import Advice, LightSetting, Remark
from kiosk.calibration.step import LOOKS, PATIENCE_S, Before, Found, Missed, Progress, Timed, Waiting
from kiosk.camera.controls import Controls, Held
from kiosk.camera.frame import Frame
from kiosk.vision.observation import Observation

ADAPT_S = 1.5
"""What a camera's automatic gets to settle before it is held."""
HELD_S = 0.7
"""Pictures this soon after holding may still be on their way from before."""
JUMPED = 0.08
"""A patch whose level changes by more than this share when exposure is held: the driver holds another."""
BLOWN_OUT = 0.01


class LightStep(Timed):
    """First lets the camera adjust itself to an even patch, then holds what it found, then looks again."""

    def __init__(self, before: Before) -> None:
        self._before = before
        self._camera = before.camera
        self._even_since: float | None = None
        self._free: list[Patch] = []
        self._held_since: float | None = None
        self._held: list[Patch] = []
        if self._camera is not None:
            self._camera.let_go()

    def take(self, frame: Frame, observation: Observation) -> Progress | Found | Missed:
        since_s = self.since_s(frame)
        patch = look_at_patch(frame.bgr, self._before.aim.patch)
        if not patch.even:
            self._even_since, self._free = None, []
            if since_s > PATIENCE_S:
                return self._missed(Waiting.EVEN_PATCH)
            return Progress(Waiting.EVEN_PATCH)
        if self._even_since is None:
            self._even_since = frame.taken_at
        if self._held_since is None:
            self._free.append(patch)
            settled = frame.taken_at - self._even_since > (ADAPT_S if self._camera is not None else 0.0)
            if not settled or len(self._free) < LOOKS:
                return Progress(Waiting.MEASURING, 0.5 * min(1.0, len(self._free) / LOOKS))
            if self._camera is None:
                return self._found(_typical(self._free), None, None, Controls())
            self._camera.hold(None)
            self._held_since = frame.taken_at
        return self._when_held(frame, patch)

    def _when_held(self, frame: Frame, patch: Patch) -> Progress | Found | Missed:
        assert self._camera is not None and self._held_since is not None
        holding = self._camera.holding
        passed_s = frame.taken_at - self._held_since
        if holding is None or passed_s < HELD_S:
            waits = passed_s <= PATIENCE_S
            return Progress(Waiting.ADJUSTING, 0.5) if waits else self._missed(Waiting.ADJUSTING)
        self._held.append(patch)
        if len(self._held) < LOOKS:
            return Progress(Waiting.MEASURING, 0.5 + 0.5 * len(self._held) / LOOKS)
        free, held = _typical(self._free[-LOOKS:]), _typical(self._held)
        exposure, controls = holding.exposure, holding.controls
        if exposure is Held.LOCKED and abs(held.level / max(free.level, 1.0) - 1) > JUMPED:
            self._camera.let_go()
            return self._found(free, Held.REFUSED, Held.REFUSED, Controls())
        return self._found(held, exposure, holding.white_balance, controls)

    def _missed(self, waiting: Waiting) -> Missed:
        """End without result: what was held before is held again."""
        known = self._before.calibration.light
        if self._camera is not None and known is not None:
            self._camera.hold(known.controls)
        elif self._camera is not None:
            self._camera.let_go()
        return Missed(waiting)

    def _found(self, patch: Patch, exposure: Held | None, balance: Held | None, controls: Controls) -> Found:
        limits = self._before.limits
        wrong = (
            (patch.level < limits.level_least, Advice.TOO_DARK, patch.level),
            (patch.level > limits.level_most or patch.clipped > BLOWN_OUT, Advice.TOO_BRIGHT, patch.level),
            (patch.cast > limits.cast, Advice.NOT_NEUTRAL, patch.cast),
            (exposure is Held.REFUSED, Advice.EXPOSURE_NOT_HELD, 0.0),
            (balance is Held.REFUSED, Advice.BALANCE_NOT_HELD, 0.0),
        )
        remarks = tuple(Remark(advice, round(amount)) for is_so, advice, amount in wrong if is_so)
        level, cast = round(patch.level, 1), round(patch.cast, 1)
        return Found(LightSetting(self._before.now, level, cast, exposure, balance, controls, remarks))


def _typical(patches: list[Patch]) -> Patch:
    def median(name: str) -> float:
        return float(np.median([getattr(patch, name) for patch in patches]))

    return Patch(median("level"), median("cast"), median("spread"), median("clipped"))
