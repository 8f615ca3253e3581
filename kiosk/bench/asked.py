"""What is asked of guidance: the highest error rates and errors at which it may be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_EAR, _PLAIN, _WORN = (0.02, 0.02), (0.02, 0.03), (0.08, 0.05)

RATES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "ear-left": _EAR,
        "ear-right": _EAR,
        "eyes-open": _PLAIN,
        "mouth-closed": _PLAIN,
        "clothes-blue": _PLAIN,
        "light-even": _PLAIN,
        "one-face": _PLAIN,
        "sharpness": _PLAIN,
        "glasses": _WORN,
        "lens-glare": _WORN,
        "head-covering": _WORN,
        "headphones": _WORN,
        "brows-free": _WORN,
    }
)
"""Rule → highest share of false accepts and of false rejects, where one is asked for."""

ERRORS: Mapping[str, tuple[float | None, float]] = MappingProxyType(
    {
        "yaw_deg": (2.0, 4.0),
        "pitch_deg": (2.0, 4.0),
        "roll_deg": (None, 1.5),
        "shoulder_tilt_deg": (None, 1.5),
    }
)
"""Angle → largest median and 95th percentile of the error inside ± 25°."""

NEUTRAL_PASS, REFUSED, LEAST_PHOTOS, MEDIAN_S = 0.95, 0.95, 0.98, 12.0
EAR_SHOWN, EAR_HIDDEN = 0.95, 0.80
TEETH, CLOSED = 0.97, 0.95
