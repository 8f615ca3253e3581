"""Work in a process of its own, for what a process never gets rid of again, such as an audit hook.

Besides being slow, a hook in Python makes ``sys.settrace`` of two threads meet, which ends the second one:
tests that are measured for coverage could then fail anywhere.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import ParamSpec

P = ParamSpec("P")


def apart(work: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call ``work`` in a new process; what it raises is raised here."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        pool.submit(work, *args, **kwargs).result()
