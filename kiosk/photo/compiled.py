"""Loops over pixels, compiled: what numpy can only say by many passes over whole pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(signature: str) -> Callable[[Loop], Loop]:
    """Compile a function for one signature (numba's types) as soon as its module is loaded.

    The code is kept beside the module or, where that folder is read-only, in the user's cache
    (``NUMBA_CACHE_DIR`` moves it), so that a machine compiles once. It runs on the caller's thread, and
    other threads run beside it.
    """
    return cast(Callable[[Loop], Loop], njit(signature, cache=True, nogil=True))
