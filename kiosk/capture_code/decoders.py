"""The decoder cascade: one QR reader after another, the quick one first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from pyzbar import pyzbar

from kiosk.geometry import Point

Grey = NDArray[np.uint8]
"""Shape (height, width), 8 bit."""

Quad = tuple[Point, Point, Point, Point]
"""A code's corners in px of the picture: top left, top right, bottom right, bottom left of the symbol."""

MAX_ENLARGED_SIDE_PX = 3000
"""Larger pictures are sharpened as they are: enlarging costs time and their codes are big enough."""


@dataclass(frozen=True)
class ReadCode:
    """One QR code that was read.

    Attributes
    ----------
    text
        The payload, untouched.
    data
        The payload's bytes as the symbol holds them.
    decoder
        The stage of the cascade that read it.
    corners
        Where it is in the picture.
    """

    text: str
    data: bytes
    decoder: str
    corners: Quad


@dataclass(frozen=True)
class Findings:
    """What one stage saw: codes it read, and codes it found but could not read."""

    read: tuple[ReadCode, ...] = ()
    located: tuple[Quad, ...] = ()


Stage = Callable[[Grey], Findings]


def decoder_cascade() -> dict[str, Stage]:
    """Return the stages by name, in the order they are tried.

    The order and the choice were measured on public QR pictures: each stage after the first reads
    some that all before it miss. The result keeps scratch objects: one cascade a thread.
    """
    clahe = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8))
    model2 = zxingcpp.BarcodeFormat.QRCodeModel2
    average = zxingcpp.Binarizer.LocalAverage
    histogram = zxingcpp.Binarizer.GlobalHistogram
    return {
        "zxing": lambda grey: _zxing("zxing", grey, model2, average),
        "zxing-histogram": lambda grey: _zxing("zxing-histogram", grey, model2, histogram),
        "zxing-clahe": lambda grey: _zxing("zxing-clahe", clahe.apply(grey), model2, average),
        "zxing-adaptive": lambda grey: _zxing("zxing-adaptive", _adaptive(grey), model2, average),
        "zxing-sharp": lambda grey: _scaled("zxing-sharp", grey, 1.5, _unsharp, average),
        "zxing-smooth": lambda grey: _scaled("zxing-smooth", grey, 2.0, _smooth, histogram),
        # Early QR codes: never a capture code, but "not this one" is better guidance than silence.
        "zxing-model1": lambda grey: _zxing(
            "zxing-model1", grey, zxingcpp.BarcodeFormat.QRCodeModel1, average
        ),
        "zbar": lambda grey: _zbar("zbar", grey),
    }


def _zxing(name: str, grey: Grey, kind: object, binarizer: object, scale: float = 1.0) -> Findings:
    results = zxingcpp.read_barcodes(
        grey, formats=kind, binarizer=binarizer, text_mode=zxingcpp.TextMode.Plain, return_errors=True
    )
    read: list[ReadCode] = []
    located: list[Quad] = []
    for result in results:
        where = result.position
        corners = (where.top_left, where.top_right, where.bottom_right, where.bottom_left)
        quad = _quad([(p.x / scale, p.y / scale) for p in corners])
        if result.valid:
            read.append(ReadCode(result.text, bytes(result.bytes), name, quad))
        else:
            located.append(quad)
    return Findings(tuple(read), tuple(located))


def _scaled(
    name: str, grey: Grey, factor: float, prepare: Callable[[Grey], Grey], binarizer: object
) -> Findings:
    scale = max(1.0, min(factor, MAX_ENLARGED_SIDE_PX / max(grey.shape)))
    enlarged = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return _zxing(name, prepare(enlarged), zxingcpp.BarcodeFormat.QRCodeModel2, binarizer, scale)


def _unsharp(grey: Grey) -> Grey:
    """Undo some defocus: of 316 blurred drawings the plain reader reads 106, this one 160."""
    sharp: Grey = cv2.addWeighted(grey, 5.0, cv2.GaussianBlur(grey, (0, 0), 4), -4.0, 0)
    return sharp


def _smooth(grey: Grey) -> Grey:
    smooth: Grey = cv2.GaussianBlur(grey, (0, 0), 2)
    return smooth


def _adaptive(grey: Grey) -> Grey:
    binary: Grey = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 71, 5)
    return binary


def _zbar(name: str, grey: Grey) -> Findings:
    read: list[ReadCode] = []
    located: list[Quad] = []
    for result in pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE]):
        box = result.rect
        sides = (box.left, box.top, box.left + box.width, box.top + box.height)
        quad = _quad([(sides[0], sides[1]), (sides[2], sides[1]), (sides[2], sides[3]), (sides[0], sides[3])])
        # ZBar guesses the encoding and is often wrong (10 of 137 public pictures), and it hands out
        # only its guess: what is not plain ASCII counts as found, not as read.
        if result.data.isascii():
            read.append(ReadCode(result.data.decode("ascii"), bytes(result.data), name, quad))
        else:
            located.append(quad)
    return Findings(tuple(read), tuple(located))


def _quad(corners: list[tuple[float, float]]) -> Quad:
    a, b, c, d = (Point(float(x), float(y)) for x, y in corners)
    return (a, b, c, d)
