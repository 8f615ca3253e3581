"""Worker processes that survive each other: who dies or hangs is replaced, its picture is told as failed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from kiosk.commands.batch.work import Order, Refused, Result, Task
from kiosk.commands.batch.worker import Ready, serve
from kiosk.errors import KioskError

START_S = 180.0
"""A new interpreter that loads the models takes some seconds, on a busy machine many."""
TASK_S = 60.0
"""The slowest real picture (64 million px) takes a few seconds; what takes this long never ends."""
DRAIN_S = 5.0
"""Asked to stop, the workers may finish the picture they have in hand for so long."""
POLL_S = 0.2
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""The workers share the cores already; these are read when a process imports its libraries."""


@dataclass(eq=False)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    since: float
    ready: bool = False
    task: Task | None = None


class Pool:
    """``jobs`` processes that work on one order.

    Parameters
    ----------
    task_s
        How long one task may take, seconds.
    """

    def __init__(self, order: Order, jobs: int, *, task_s: float = TASK_S) -> None:
        self._order = order
        self._jobs = jobs
        self._task_s = task_s
        self._workers: list[_Worker] = []

    def run(self, tasks: Iterator[Task], stopping: Callable[[], bool]) -> Iterator[Result]:
        """Yield every task's result as soon as it is there; on ``stopping`` only those in hand.

        Workers are started as they are needed and end with the generator.

        Raises
        ------
        KioskError
            ``workers-failed`` when a worker cannot begin; or what a worker said of its models.
        """
        try:
            stop_at = None
            waiting = next(tasks, None)
            while waiting is not None or any(w.task for w in self._workers):
                if stopping():
                    waiting, stop_at = None, stop_at or time.monotonic() + DRAIN_S
                    if time.monotonic() > stop_at:
                        return
                waiting = self._hand_out(waiting, tasks)
                yield from self._gather()
        finally:
            self._end()

    def _hand_out(self, waiting: Task | None, tasks: Iterator[Task]) -> Task | None:
        """Give every idle worker a task, start one more while there are too few, and return the next task."""
        for worker in self._workers:
            if waiting is not None and worker.ready and worker.task is None:
                worker.task, worker.since = waiting, time.monotonic()
                try:
                    worker.pipe.send(waiting)
                except OSError:
                    continue  # it has just died with the task: told by _gather
                waiting = next(tasks, None)
        if waiting is not None and len(self._workers) < self._jobs:
            self._workers.append(self._begin())
        return waiting

    def _gather(self) -> Iterator[Result]:
        """Wait for news for a moment and yield the results that came, also those of the dead and the late."""
        wait([worker.pipe for worker in self._workers], POLL_S)
        for worker in list(self._workers):
            try:
                while worker.pipe.poll():
                    news = worker.pipe.recv()
                    if isinstance(news, Ready):
                        if news.fault is not None:
                            raise KioskError(news.fault.code, news.fault.title, news.fault.advice)
                        worker.ready, worker.since = True, time.monotonic()
                    else:
                        worker.task = None
                        yield news
            except (EOFError, OSError):
                yield from self._bury(worker, late=False)
                continue
            if time.monotonic() - worker.since > (self._task_s if worker.ready else START_S) and (
                worker.task is not None or not worker.ready
            ):
                yield from self._bury(worker, late=True)

    def _bury(self, worker: _Worker, *, late: bool) -> Iterator[Result]:
        self._workers.remove(worker)
        _kill(worker)
        if not worker.ready and self._workers:
            self._jobs = len(self._workers)  # there is no room for another
        elif not worker.ready:
            raise KioskError(
                "workers-failed",
                "A worker process could not begin its work.",
                "Free some memory, or run with --jobs 1.",
            )
        if worker.task is not None:
            yield _late(worker.task, self._task_s) if late else _died(worker.task)

    def _begin(self) -> _Worker:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(self._order, theirs), name="photo", daemon=True)
        with _environment(dict.fromkeys(ONE_THREAD, "1")):
            process.start()
        theirs.close()  # so that our end sees it when the process dies
        return _Worker(process, ours, time.monotonic())

    def _end(self) -> None:
        for worker in self._workers:
            if worker.task is not None or not worker.ready:
                _kill(worker)
            else:
                worker.pipe.close()
        for worker in self._workers:
            worker.process.join(DRAIN_S)
            if worker.process.is_alive():
                _kill(worker)
        self._workers = []


def _kill(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _died(task: Task) -> Refused:
    return Refused(
        task.number,
        "worker-died",
        "The program broke down while it worked on this picture.",
        "Look at this file by itself and try it again.",
    )


def _late(task: Task, after_s: float) -> Refused:
    return Refused(
        task.number,
        "worker-late",
        f"This picture was given up after {after_s:g} seconds.",
        "Look at this file by itself, or save it again with a picture viewer.",
    )


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for the processes that are started in the block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
