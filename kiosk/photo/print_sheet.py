"""A sheet of printed photos as a JPEG picture or as a PDF page, in exact physical size."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.photo.print_layout import MM_PER_INCH, Layout, PrintSize

POINTS_PER_INCH = 72
MARK_GREY = 128
"""Of the cut marks: seen on white paper, without catching the eye."""
MARK_PT = 0.25
"""Width of a cut mark in a PDF: a hairline, about one px of the JPEG sheet."""


def print_crop(photo_size: tuple[int, int], size: PrintSize) -> Box:
    """Return the part of a photo that is printed: the largest of the print's proportions, in whole px.

    A finished photo has the face in its middle and the room above the hair its standard asks for, so what
    must go goes from both sides alike, or from below.

    Parameters
    ----------
    photo_size
        Width and height, px.

    Raises
    ------
    KioskError
        ``print-too-few-pixels`` when the print would have to be enlarged.
    """
    width, height = photo_size
    if width * size.height_px >= height * size.width_px:
        part = Box(0, 0, round(height * size.width_px / size.height_px), height)
        part = Box((width - part.width) // 2, 0, part.width, height)
    else:
        part = Box(0, 0, width, round(width * size.height_px / size.width_px))
    if part.width < size.width_px or part.height < size.height_px:
        raise KioskError(
            "print-too-few-pixels",
            f"The photo holds {width} × {height} px; this print needs {size.width_px} × {size.height_px} px "
            f"of its own proportions and is never enlarged.",
            "Choose a smaller print or a larger photo.",
        )
    return part


def print_photo(photo: Picture, size: PrintSize) -> Picture:
    """Cut the print out of a photo and scale it down by area: never enlarged, rotated or stretched.

    Raises
    ------
    KioskError
        As :func:`print_crop` says.
    """
    box = print_crop((photo.shape[1], photo.shape[0]), size)
    part = photo[int(box.y) : int(box.bottom), int(box.x) : int(box.right)]
    return np.asarray(
        cv2.resize(part, (size.width_px, size.height_px), interpolation=cv2.INTER_AREA), np.uint8
    )


def sheet_jpeg(photo: Picture, layout: Layout, quality: int) -> bytes:
    """Return the sheet as a JPEG file with its resolution in the header; ``photo`` is one print, BGR."""
    sheet = np.full((layout.height_px, layout.width_px, 3), 255, np.uint8)
    for x, y, to_x, to_y in layout.marks:
        # On an edge at the right or below, the mark lies just outside the photo, as at the left and above.
        rows = slice(round(y), max(round(to_y), round(y) + 1))
        columns = slice(round(x), max(round(to_x), round(x) + 1))
        sheet[rows, columns] = MARK_GREY
    for box in layout.photos:
        sheet[int(box.y) : int(box.bottom), int(box.x) : int(box.right)] = photo
    return _jpeg(sheet, layout.dpi, quality)


def sheet_pdf(photo: Picture, layout: Layout, quality: int) -> bytes:
    """Return the sheet as a PDF page of the paper's exact size, the photo stored once and drawn at its dpi.

    Written out by hand: the five objects of a page with one picture. PDF 1.4 (ISO 32000-1, 7.5 and 8.9.5);
    the same photo always gives the same bytes.
    """
    unit = POINTS_PER_INCH / layout.dpi
    width, height = (side / MM_PER_INCH * POINTS_PER_INCH for side in (layout.width_mm, layout.height_mm))
    # The page is the exact paper, its px are whole: the difference, below half a pixel, is shared out.
    shift_x, shift_y = (width - layout.width_px * unit) / 2, (height - layout.height_px * unit) / 2

    def at(x: float, y: float) -> str:
        return f"{shift_x + x * unit:.4f} {height - shift_y - y * unit:.4f}"

    lines = [f"{MARK_GREY / 255:.3f} G {MARK_PT} w"]
    lines += [f"{at(x, y)} m {at(to_x, to_y)} l S" for x, y, to_x, to_y in layout.marks]
    for box in layout.photos:
        size = f"{box.width * unit:.4f} 0 0 {box.height * unit:.4f}"
        lines.append(f"q {size} {at(box.x, box.bottom)} cm /Photo Do Q")
    content = "\n".join(lines).encode("ascii")
    data = _jpeg(photo, layout.dpi, quality)
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.4f} {height:.4f}] /Contents 4 0 R "
            "/Resources << /XObject << /Photo 5 0 R >> >> >>".encode("ascii"),
            _stream("", content),
            _stream(
                f"/Type /XObject /Subtype /Image /Width {photo.shape[1]} /Height {photo.shape[0]} "
                "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode ",
                data,
            ),
        ]
    )


def _jpeg(bgr: Picture, dpi: int, quality: int) -> bytes:
    stream = io.BytesIO()
    image = Image.fromarray(np.ascontiguousarray(bgr[:, :, ::-1]))
    image.save(stream, "JPEG", quality=quality, subsampling="4:4:4", optimize=True, dpi=(dpi, dpi))
    return stream.getvalue()


def _stream(entries: str, data: bytes) -> bytes:
    head = f"<< {entries}/Length {len(data)} >>\nstream\n".encode("ascii")
    return head + data + b"\nendstream"


def _pdf(objects: list[bytes]) -> bytes:
    """Number the objects, write the table of their places, and close the file."""
    file = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n".encode("ascii") + body + b"\nendobj\n"
    table = len(file)
    file += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    file += b"".join(f"{place:010d} 00000 n \n".encode("ascii") for place in places)
    file += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode(
        "ascii"
    )
    return bytes(file)
