"""Spreads a bench's items over worker processes, each with models of its own, and tells how far it is."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import cv2

from kiosk.bench.kept import Kept

Item = TypeVar("Item", contravariant=True)
Result = TypeVar("Result", covariant=True)
T = TypeVar("T")
R = TypeVar("R")
TOLD_EVERY_S = 10.0


class Work(Protocol[Item, Result]):
    """What a worker does with one item; made once a process."""

    def __call__(self, item: Item, /) -> Result: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Job(Generic[T, R]):
    """``make`` is called once in each worker and must be picklable, as items and results must."""

    name: str
    make: Callable[[], Work[T, R]]


_work: Any = None  # one a worker process, which does nothing else


def run_job(job: Job[T, R], items: Sequence[T], workers: int, kept: Kept[R] | None = None) -> list[R]:
    """Return the results in the items' order, whatever the number of workers.

    What ``kept`` holds already is not measured again, and what is measured is kept as soon as it is there.
    """
    begun = told = time.monotonic()
    results = {
        at: known for at, item in enumerate(items) if kept and (known := kept.recall(item)) is not None
    }
    left = [(at, item) for at, item in enumerate(items) if at not in results]
    if not left:
        return [results[at] for at in range(len(items))]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(job.make,)) as pool:
        done = pool.map(_do, [item for _, item in left], chunksize=1)  # in order, whoever is ready first
        for (at, item), result in zip(left, done, strict=True):
            results[at] = result
            if kept is not None:
                kept.keep(item, result)
            now = time.monotonic()
            if now - told > TOLD_EVERY_S or len(results) == len(items):
                told = now
                line = f"{job.name}: {len(results)} of {len(items)}, {now - begun:.0f} s\n"
                sys.stderr.write(line)
                sys.stderr.flush()
    return [results[at] for at in range(len(items))]


def _begin(make: Callable[[], Any]) -> None:
    global _work
    cv2.setNumThreads(1)  # the workers share the cores already
    _work = make()


def _do(item: Any) -> Any:
    try:
        return _work(item)
    except Exception as error:
        error.add_note(f"while working on {item!r}")
        raise
