"""How long to wait after a failure: full jitter, so that a hundred booths do not come back at once."""

from __future__ import annotations

from collections.abc import Callable

_MAX_EXPONENT = 32
"""2³² seconds exceed any cap; a bigger exponent would only overflow."""


def full_jitter_s(attempts: int, base_s: float, cap_s: float, random: Callable[[], float]) -> float:
    """Return a random wait between 0 and ``min(cap_s, base_s × 2^attempts)`` seconds.

    Parameters
    ----------
    attempts
        Failures so far before this one, ≥ 0.
    random
        Uniform in [0, 1), e.g. ``random.random``.

    Notes
    -----
    "Full Jitter" of M. Brooker, *Exponential Backoff And Jitter*, AWS Architecture Blog, 2015.
    """
    return random() * min(cap_s, base_s * float(2 ** min(attempts, _MAX_EXPONENT)))
