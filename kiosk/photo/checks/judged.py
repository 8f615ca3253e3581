"""Turning a measured value and its limits into a check."""

from __future__ import annotations

from kiosk.photo.finished import Check, CheckStatus


def judged(
    name: str,
    value: float | None,
    unit: str,
    low: float | None,
    high: float | None,
    *,
    must: bool = True,
    rule: str | None = None,
) -> Check:
    """Return the check of ``value`` against its limits, ends included; None is *unknown*."""
    if value is None:
        status = CheckStatus.UNKNOWN
    elif (low is not None and value < low) or (high is not None and value > high):
        status = CheckStatus.FAIL
    else:
        status = CheckStatus.PASS
    return Check(name, status, None if value is None else round(float(value), 3), unit, low, high, must, rule)
