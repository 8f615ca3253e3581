"""What a face is reduced to: a unit vector that stays in this process' memory."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
from numpy.typing import NDArray


class Embedding:
    """A biometric template: it can be compared and wiped, and nothing else.

    It shows nothing of itself in text, cannot be pickled or copied (so neither a queue between processes
    nor a cache can take it along) and has no way out as bytes.

    Parameters
    ----------
    values
        Shape (n,), any length but 0; kept as a unit vector.
    """

    __slots__ = ("_unit",)

    def __init__(self, values: NDArray[np.float32]) -> None:
        flat = np.array(values, np.float32).reshape(-1)
        norm = float(np.linalg.norm(flat))
        if not np.isfinite(norm) or norm == 0.0:
            raise ValueError("an embedding has a length")
        self._unit = flat / np.float32(norm)

    def similarity(self, other: Embedding) -> float:
        """Return the cosine of the angle between both, -1..1; 1 for the same picture.

        Raises
        ------
        ValueError
            When either was wiped, or they are of different models.
        """
        if self._unit.shape != other._unit.shape or not self._unit.size:
            raise ValueError("these embeddings cannot be compared")
        return float(np.clip(np.dot(self._unit, other._unit), -1.0, 1.0))

    def wipe(self) -> None:
        """Overwrite the values and let them go; safe to call twice."""
        self._unit.fill(0.0)
        self._unit = np.empty(0, np.float32)

    def __repr__(self) -> str:
        return "Embedding(…)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("an embedding does not leave the memory it was made in")
