"""How many workers a machine has room for."""

from __future__ import annotations

import os
from pathlib import Path

WORKER_BYTES = 700_000_000
"""Memory of one worker: models and matting of a large picture (``tests/bench/batch.py``)."""


def jobs_for(pictures: int, memory: int | None = None) -> int:
    """Return one worker a core, as far as the free memory goes and there are pictures; at least one."""
    free = free_bytes() if memory is None else memory
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    room = cores if free is None else free // WORKER_BYTES
    return max(1, min(cores, room, pictures))


def free_bytes() -> int | None:
    """Return the memory that is free without swapping; None where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None
