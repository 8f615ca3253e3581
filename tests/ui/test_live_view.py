"""The mirror: the camera's own memory, mirrored only by the painter, nothing cut off the wrong side."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from kiosk.camera.frame import Frame
from kiosk.geometry import Box, Point
from ui.gallery_states import display
from ui.placement import place
from ui.theme import Theme
from ui.widgets.live_view import LiveView

RED, GREEN = (0, 0, 255), (0, 255, 0)


def view_of(size: tuple[int, int]) -> tuple[LiveView, np.ndarray]:
    bgr = np.zeros((90, 160, 3), np.uint8)
    bgr[:, :80], bgr[:, 80:] = RED, GREEN
    view = LiveView(Theme(1920, 1080, "sans"), lambda painter, where: None)
    view.resize(*size)
    shown = display(Frame(1, 0.0, bgr))
    view.show_frame(shown)
    return view, shown.bgra


def test_painted_mirrored(app: QApplication) -> None:
    view, bgra = view_of((800, 450))
    image = view.grab().toImage()
    assert QColor(image.pixel(200, 225)) == QColor(0, 255, 0)
    assert QColor(image.pixel(600, 225)) == QColor(255, 0, 0)
    assert tuple(bgra[45, 20, :3]) == RED  # the frame itself is as the camera gave it


def test_no_copy_is_made(app: QApplication) -> None:
    view, bgra = view_of((800, 450))
    address = np.frombuffer(view.image.constBits(), np.uint8).__array_interface__["data"][0]
    assert address == bgra.__array_interface__["data"][0]


def test_frames_of_another_shape_fill_the_widget(app: QApplication) -> None:
    view, _ = view_of((400, 600))
    image = view.grab().toImage()
    assert QColor(image.pixel(40, 300)) == QColor(0, 255, 0)
    assert QColor(image.pixel(360, 300)) == QColor(255, 0, 0)


def test_beside_a_frame_that_leaves_room_is_the_page(app: QApplication) -> None:
    view, _ = view_of((400, 600))
    view.look_at(Box(0, 0, 160, 90))
    where = view.placement()
    assert where is not None and not where.covers(400, 600)
    image = view.grab().toImage()
    sunken = QColor(Theme(1920, 1080, "sans").palette.sunken)
    assert QColor(image.pixel(200, 100)) == QColor(image.pixel(200, 500)) == sunken
    assert QColor(image.pixel(40, 300)) == QColor(0, 255, 0)


@pytest.mark.parametrize("view_size", [(1100, 760), (984, 1180), (640, 480)])
@pytest.mark.parametrize("frame_size", [(1280, 720), (1920, 1080), (1350, 1350)])
def test_a_frame_covers_the_widget(view_size: tuple[int, int], frame_size: tuple[int, int]) -> None:
    assert place(frame_size, view_size, None).covers(*view_size)
    assert not place(frame_size, view_size, None).covers(view_size[0] + 1, view_size[1] + 1)


@pytest.mark.parametrize("view_size", [(1100, 760), (984, 1180), (640, 480)])
@pytest.mark.parametrize("frame_size", [(1280, 720), (1920, 1080), (1350, 1350)])
def test_the_whole_crop_is_on_the_screen(view_size: tuple[int, int], frame_size: tuple[int, int]) -> None:
    height = frame_size[1] * 0.944
    crop = Box((frame_size[0] - height * 0.75) / 2, (frame_size[1] - height) / 2, height * 0.75, height)
    seen = place(frame_size, view_size, crop).box(crop)
    assert seen.x >= -0.5
    assert seen.y >= -0.5
    assert seen.right <= view_size[0] + 0.5
    assert seen.bottom <= view_size[1] + 0.5


def test_points_are_mirrored_about_the_frame() -> None:
    placement = place((1280, 720), (1280, 720), None)
    assert placement.point(Point(0, 10)) == Point(1280, 10)
    assert placement.box(Box(100, 0, 50, 20)) == Box(1130, 0, 50, 20)
