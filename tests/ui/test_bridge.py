"""From the workers to the GUI: however slow the GUI is, one wake-up is under way and nothing queues."""

from __future__ import annotations

import threading
import time

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from kiosk.camera.frame import Frame
from kiosk.camera.grabber import DisplayFrame
from kiosk.session.events import Touched
from ui.bridge import Bridge
from ui.gallery_states import display
from ui.still_booth import StillBooth

PUTS = 400


def frame(seq: int) -> DisplayFrame:
    return display(Frame(seq, float(seq), np.zeros((4, 4, 3), np.uint8)))


def test_a_slow_gui_gets_the_newest_frame_and_no_queue(app: QApplication, booth: StillBooth) -> None:
    bridge = Bridge(booth)
    taken: list[int] = []

    def paint_slowly() -> None:
        newest = booth.display.take()
        if newest is not None:
            taken.append(newest.frame.seq)
        time.sleep(0.005)  # a GUI slower than the camera is the very thing under test

    bridge.refreshed.connect(paint_slowly)

    def camera() -> None:
        for seq in range(1, PUTS + 1):
            booth.display.put(frame(seq))
            bridge.wake()

    worker = threading.Thread(target=camera)
    worker.start()
    while worker.is_alive():
        QCoreApplication.processEvents()
    worker.join()
    QCoreApplication.processEvents()
    assert taken[-1] == PUTS
    assert len(taken) + booth.display.dropped == PUTS
    pumps = bridge.pumps
    QCoreApplication.processEvents()
    assert bridge.pumps == pumps
    assert pumps < PUTS


def test_many_wakes_are_one_signal(app: QApplication, booth: StillBooth) -> None:
    bridge = Bridge(booth)
    for _ in range(1000):
        bridge.wake()
    QCoreApplication.processEvents()
    assert bridge.pumps == 1
    bridge.wake()
    QCoreApplication.processEvents()
    assert bridge.pumps == 2


def test_a_posted_event_is_handled_on_the_gui_thread(app: QApplication, booth: StillBooth) -> None:
    bridge = Bridge(booth)
    bridge.start()
    booth.clock.advance(5)
    worker = threading.Thread(target=lambda: booth.post(Touched()))
    worker.start()
    worker.join()
    QCoreApplication.processEvents()
    bridge.stop()
    booth.stop()
    assert booth.state.active_at == booth.clock.monotonic()
