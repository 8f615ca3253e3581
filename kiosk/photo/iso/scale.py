"""From a component's measured value to its score."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.tomlfile import STRICT


@dataclass(frozen=True)
class Scale:
    """A sigmoid from values to scores: ``height · (base + sign · σ((value − middle) / width))``.

    σ(z) = 1 / (1 + e^−z). The form, and the numbers in ``config/inspection.toml``, are those of OFIQ, the
    reference implementation of ISO/IEC 29794-5 by the German Federal Office for Information Security.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    height: float
    middle: float
    width: Annotated[float, Field(gt=0)]
    source: str
    base: float = 0.0
    sign: float = 1.0

    def score(self, value: float) -> int:
        """Return the score 0..100 of a value."""
        z = max(-500.0, min(500.0, (value - self.middle) / self.width))
        return bounded(self.height * (self.base + self.sign / (1 + math.exp(-z))))


def bounded(score: float) -> int:
    """Return a score as the standard writes it: whole, 0..100."""
    return max(0, min(100, math.floor(score + 0.5)))
