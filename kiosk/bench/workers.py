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


def run_job(job: Job[T, R], items: Sequence[T], workers: int) -> list[R]:
    """Return the results in the items' order, whatever the number of workers."""
    begun = told = time.monotonic()
    results: list[R] = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(job.make,)) as pool:
        for result in pool.map(_do, items, chunksize=1):  # in order, whoever is ready first
            results.append(result)
            now = time.monotonic()
            if now - told > TOLD_EVERY_S or len(results) == len(items):
                told = now
                line = f"{job.name}: {len(results)} of {len(items)}, {now - begun:.0f} s\n"
                sys.stderr.write(line)
                sys.stderr.flush()
    return results


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
