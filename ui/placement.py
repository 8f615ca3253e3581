"""Where a camera frame lies inside a widget: one scale, one offset, mirrored or not; pure geometry."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.geometry import Box, Point

FOCUS_SHARE = 0.96
"""The part of the widget's height or width that the focus may fill."""
MAX_ZOOM = 1.25
"""How much closer than filling the widget the picture may be brought."""


@dataclass(frozen=True)
class Placement:
    """Maps frame px to widget px.

    Attributes
    ----------
    scale
        Widget px a frame px.
    left, top
        Where the frame's (mirrored) left and top edge lie in the widget, px.
    """

    frame_width: int
    frame_height: int
    scale: float
    left: float
    top: float
    mirrored: bool

    def point(self, at: Point) -> Point:
        """Return where a point of the unmirrored frame is seen."""
        x = self.frame_width - at.x if self.mirrored else at.x
        return Point(self.left + x * self.scale, self.top + at.y * self.scale)

    def covers(self, view_width: int, view_height: int) -> bool:
        """Whether no part of a widget is left beside the frame."""
        right, bottom = self.left + self.frame_width * self.scale, self.top + self.frame_height * self.scale
        rounding = 1e-6
        return max(self.left, self.top, view_width - right, view_height - bottom) <= rounding

    def box(self, box: Box) -> Box:
        """Return where a box of the unmirrored frame is seen."""
        corner = self.point(Point(box.right if self.mirrored else box.x, box.y))
        return Box(corner.x, corner.y, box.width * self.scale, box.height * self.scale)


def place(
    frame_size: tuple[int, int], view_size: tuple[int, int], focus: Box | None, mirrored: bool = True
) -> Placement:
    """Fill the widget with the frame, or bring ``focus`` (frame px) as large as it fits into the middle."""
    (frame_w, frame_h), (view_w, view_h) = frame_size, view_size
    cover = max(view_w / frame_w, view_h / frame_h)
    scale, centre = cover, Point(frame_w / 2, frame_h / 2)
    if focus is not None:
        fit = FOCUS_SHARE * min(view_w / focus.width, view_h / focus.height)
        scale, centre = min(fit, cover * MAX_ZOOM), focus.centre
    seen_x = frame_w - centre.x if mirrored else centre.x
    return Placement(
        frame_w,
        frame_h,
        scale,
        _edge(view_w, frame_w * scale, view_w / 2 - seen_x * scale),
        _edge(view_h, frame_h * scale, view_h / 2 - centre.y * scale),
        mirrored,
    )


def _edge(view: float, picture: float, wished: float) -> float:
    """Leave no gap on a side when the picture is large enough to cover both, else centre it."""
    if picture <= view:
        return (view - picture) / 2
    return min(0.0, max(view - picture, wished))
