"""A batch's speed and memory: ``python -m tests.bench.batch FOLDER [--jobs N] [--times N]``.

The folder's pictures are standardized ``--times`` times in one run, each by real worker processes with an
html report's pictures; while it runs, the resident memory of this process and of each worker is read.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kiosk.commands.batch.pool import Pool
from kiosk.commands.batch.work import Made, Order, Task
from kiosk.models import vision_models
from kiosk.photo.spec import load_spec
from kiosk.picture_file import picture_files
from kiosk.services.ruling import rules_for
from tests.leftovers import child_processes

SHARES = (0.1, 0.5, 1.0)
"""When memory is told: after these shares of the pictures."""


def resident_mb(pid: int | str = "self") -> float:
    """Return a process's resident memory now, MB; 0 when it is gone."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1000 for line in text.splitlines() if line.startswith("VmRSS:"))


def tasks(sources: list[Path], times: int) -> Iterator[Task]:
    number = 0
    for turn in range(times):
        for source in sources:
            yield Task(number, source, f"{source.stem}-{turn}.jpg")
            number += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--times", type=int, default=1)
    args = parser.parse_args()
    spec = load_spec("chsi")
    out = Path(tempfile.mkdtemp(prefix="batch-bench-"))
    order = Order(spec, dict(rules_for(spec).limits()), vision_models(), None, out, out)
    sources = picture_files([args.folder])
    total = args.times * len(sources)
    marks = [max(1, round(share * total)) for share in SHARES]
    begun, at, made, took = time.monotonic(), 0.0, 0, []
    for count, result in enumerate(Pool(order, args.jobs).run(tasks(sources, args.times), lambda: False), 1):
        now = time.monotonic() - begun
        took.append(now - at)
        at, made = now, made + isinstance(result, Made)
        if count in marks:
            workers = ", ".join(f"{resident_mb(pid):.0f}" for pid in sorted(child_processes()))
            print(
                f"{count:5} of {total}: {count / now:.2f}/s, resident MB: this {resident_mb():.0f}, "
                f"workers {workers}"
            )
    print(f"{made} photos by {args.jobs} workers; {np.median(took) * 1000:.0f} ms between two, median")
    shutil.rmtree(out)


if __name__ == "__main__":
    main()
