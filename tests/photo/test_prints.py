"""Sheets of prints: as many as fit, nothing overlaps, marks touch no photo, sizes exact on paper."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.photo.print_layout import Layout, Paper, PrintSize, lay_out, load_print_rules
from kiosk.photo.print_sheet import print_crop, print_photo, sheet_jpeg, sheet_pdf

RULES = load_print_rules()
MM_TO_PT = 72 / 25.4


def picture(width: int, height: int) -> Picture:
    """A picture whose every pixel tells where it came from: blue by column, green by row."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.stack([x, y, np.full_like(x, 90)], axis=2).astype(np.uint8)


@pytest.mark.parametrize(
    ("paper", "size", "count"),
    [
        ("5in", "one-inch", 9), ("5in", "two-inch", 4), ("5in", "33x48mm", 4),
        ("6in", "one-inch", 12), ("6in", "two-inch", 4), ("6in", "33x48mm", 4),
        ("A4", "one-inch", 50), ("A4", "two-inch", 25), ("A4", "33x48mm", 32),
    ],
)  # fmt: skip
def test_a_sheet_holds_as_many_as_the_paper_does(paper: str, size: str, count: int) -> None:
    assert len(lay_out(RULES.paper[paper], RULES.size[size], RULES).photos) == count


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    long=st.floats(60, 420),
    share=st.floats(0.4, 1),
    size=st.builds(PrintSize, st.integers(100, 700), st.integers(100, 900)),
    gap=st.floats(0.2, 6),
    margin=st.floats(0, 10),
)
def test_any_sheet_is_sound(long: float, share: float, size: PrintSize, gap: float, margin: float) -> None:
    rules = replace(RULES, gap_mm=gap, margin_mm=margin)
    paper = Paper(long, long * share)
    ways = ((paper.long_mm, paper.short_mm), (paper.short_mm, paper.long_mm))
    room = [
        (rules.px(w - 2 * margin) - size.width_px, rules.px(h - 2 * margin) - size.height_px) for w, h in ways
    ]
    spare = max(min(way) for way in room)
    assume(abs(spare) > 1)
    if spare < 0:
        with pytest.raises(KioskError) as caught:
            lay_out(paper, size, rules)
        assert caught.value.code == "print-paper-small"
        return
    sheet = lay_out(paper, size, rules)
    assert_sound(sheet, size, rules.px(margin) - 1, round(rules.px(gap)))


def assert_sound(sheet: Layout, size: PrintSize, margin: float, gap: int) -> None:
    assert len(sheet.photos) == sheet.columns * sheet.rows >= 1
    covered = np.zeros((sheet.height_px, sheet.width_px), np.uint8)
    for box in sheet.photos:
        assert (box.width, box.height) == (size.width_px, size.height_px)
        assert margin <= box.x and box.right <= sheet.width_px - margin
        assert margin <= box.y and box.bottom <= sheet.height_px - margin
        covered[int(box.y) : int(box.bottom), int(box.x) : int(box.right)] += 1
    assert covered.max() == 1
    first, last = sheet.photos[0], sheet.photos[-1]
    assert abs(first.x - (sheet.width_px - last.right)) <= 1
    assert abs(first.y - (sheet.height_px - last.bottom)) <= 1
    assert sheet.width_px - 2 * margin < (sheet.columns + 1) * (size.width_px + gap) - gap + 4
    for x, y, to_x, to_y in sheet.marks:
        assert x == to_x or y == to_y
        line = covered[round(y) : round(to_y) + 1, round(x) : round(to_x) + 1]
        assert not line.any()


def test_a_pdf_has_the_papers_exact_size_and_the_photos_at_their_dpi() -> None:
    for paper_name, size_name in (("5in", "one-inch"), ("6in", "two-inch"), ("A4", "33x48mm")):
        paper, size = RULES.paper[paper_name], RULES.size[size_name]
        sheet = lay_out(paper, size, RULES)
        pdf = sheet_pdf(print_photo(picture(480, 640), size), sheet, 95)
        (box,) = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        page = sorted(float(side) for side in box)
        assert page == pytest.approx([paper.short_mm * MM_TO_PT, paper.long_mm * MM_TO_PT], abs=1e-3)
        drawn = re.findall(rb"q ([\d.]+) 0 0 ([\d.]+) ([\d.-]+) ([\d.-]+) cm /Photo Do Q", pdf)
        assert len(drawn) == len(sheet.photos)
        for width, height, x, y in np.array(drawn, float):
            assert (width, height) == pytest.approx((size.width_px * 0.24, size.height_px * 0.24), abs=1e-3)
            assert x >= 3 * MM_TO_PT - 0.3 and x + width <= float(box[0]) - 3 * MM_TO_PT + 0.3
            assert y >= 3 * MM_TO_PT - 0.3 and y + height <= float(box[1]) - 3 * MM_TO_PT + 0.3
        inside = Image.open(io.BytesIO(pdf[pdf.index(b"\xff\xd8") : pdf.rindex(b"\xff\xd9") + 2]))
        assert inside.size == (size.width_px, size.height_px)


def test_a_pdf_is_well_formed_and_the_same_each_time() -> None:
    size = RULES.size["one-inch"]
    sheet, photo = lay_out(RULES.paper["6in"], size, RULES), print_photo(picture(480, 640), size)
    pdf = sheet_pdf(photo, sheet, 95)
    assert pdf == sheet_pdf(photo, sheet, 95)
    assert pdf.startswith(b"%PDF-1.4") and pdf.endswith(b"%%EOF\n")
    table = int(pdf.rpartition(b"startxref\n")[2].split()[0])
    assert pdf[table:].startswith(b"xref\n0 6\n")
    places = [int(row[:10]) for row in pdf[table:].splitlines()[3:8]]
    for number, place in enumerate(places, 1):
        assert pdf[place:].startswith(f"{number} 0 obj".encode())
    for stream in re.finditer(rb"/Length (\d+) >>\nstream\n", pdf):
        assert pdf[stream.end() + int(stream[1]) :].startswith(b"\nendstream")


@pytest.mark.parametrize(
    ("paper", "size_px"), [("5in", (1051, 1500)), ("6in", (1205, 1795)), ("A4", (2480, 3508))]
)
def test_a_jpeg_sheet_is_300_dpi_with_photos_and_marks(paper: str, size_px: tuple[int, int]) -> None:
    size = RULES.size["two-inch"]
    sheet, photo = lay_out(RULES.paper[paper], size, RULES), print_photo(picture(480, 640), size)
    with Image.open(io.BytesIO(sheet_jpeg(photo, sheet, 95))) as image:
        assert tuple(sorted(image.size)) == size_px
        assert image.info["dpi"] == (300, 300)
        bgr = np.asarray(image)[:, :, ::-1].astype(int)
    for box in sheet.photos:
        part = bgr[int(box.y) : int(box.bottom), int(box.x) : int(box.right)]
        assert np.abs(part - photo).mean() < 1.5
    assert (bgr[0, 0] > 250).all()
    x, y, _, to_y = next(mark for mark in sheet.marks if mark[0] == mark[2])
    assert abs(bgr[round((y + to_y) / 2), round(x)].mean() - 128) < 15


@pytest.mark.parametrize("name", ["one-inch", "two-inch", "33x48mm"])
def test_a_print_is_cut_not_stretched_and_keeps_the_middle_and_the_top(name: str) -> None:
    size = RULES.size[name]
    crop = print_crop((480, 640), size)
    assert (crop.y, crop.height) == (0, 640)
    assert abs(crop.width - 640 * size.width_px / size.height_px) <= 0.5
    assert abs(crop.x - (480 - crop.right)) <= 1
    assert crop.width >= size.width_px and crop.height >= size.height_px
    out = print_photo(picture(480, 640), size).astype(float)
    per_px = np.diff(out[size.height_px // 2, :, 0]).mean() * size.width_px / 255 * 480
    assert per_px == pytest.approx(crop.width, rel=0.01)


def test_a_photo_too_tall_for_the_print_loses_what_is_below() -> None:
    crop = print_crop((500, 900), RULES.size["one-inch"])
    assert (crop.x, crop.y, crop.width, crop.height) == (0, 0, 500, 700)


@pytest.mark.parametrize("photo_size", [(412, 640), (480, 620), (150, 200)])
def test_a_photo_with_too_few_pixels_is_refused(photo_size: tuple[int, int]) -> None:
    with pytest.raises(KioskError, match="never enlarged") as caught:
        print_crop(photo_size, RULES.size["two-inch"])
    assert caught.value.code == "print-too-few-pixels"


def test_paper_smaller_than_a_photo_is_refused() -> None:
    with pytest.raises(KioskError) as caught:
        lay_out(Paper(50, 30), RULES.size["two-inch"], RULES)
    assert caught.value.code == "print-paper-small"
