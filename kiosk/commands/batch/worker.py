"""The process of one worker: models loaded once, then one task after the other."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection

import cv2

from kiosk.commands.batch.work import Order, Refused, Workshop
from kiosk.errors import KioskError
from kiosk.log import configure_logging
from kiosk.picture_file import load_picture
from kiosk.vision.observe import Observer


@dataclass(frozen=True)
class Ready:
    """The worker waits for tasks; or ``fault`` says why it cannot."""

    fault: Refused | None = None


def serve(order: Order, pipe: Connection) -> None:
    """Send a result for every task that comes through ``pipe``, until its other end is closed.

    Being asked to stop is for the parent alone: it lets the picture in hand be finished.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # standard output is the parent's, for results only
    configure_logging()
    cv2.setNumThreads(1)
    try:
        plate = None if order.plate is None else load_picture(order.plate)
        observer = Observer.open(order.models, live=False)
    except KioskError as error:
        pipe.send(Ready(Refused(0, error.code, error.title, error.advice)))
        return
    with observer:
        workshop = Workshop(order, observer, plate)
        try:
            pipe.send(Ready())
            while True:
                pipe.send(workshop.make(pipe.recv()))
        except (EOFError, OSError):
            return  # the parent has closed the pipe, or is gone
