"""Three hundred hostile files, and each kind of thing that is no file, through the readers of pictures.

The long run, with the models behind them: ``python -m tests.bench.hostile --files 10000``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.photo.checks.file_facts import read_photo
from kiosk.picture_file import load_picture, picture_files, read_file
from tests.bench import hostile_files

LONGEST_S = 5.0


@pytest.fixture(autouse=True)
def _quiet_decoder() -> Iterator[None]:
    """The decoding library logs what it thinks of broken files; here all are."""
    logger = logging.getLogger("PIL")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    yield
    logger.setLevel(before)


@pytest.mark.parametrize(
    "read",
    [load_picture, lambda path: read_photo(read_file(path, max_bytes=20_000_000))],
    ids=["picture", "photo"],
)
def test_hostile_files_are_read_or_refused_in_time(tmp_path: Path, read: Callable[[Path], object]) -> None:
    refused = 0
    for number in range(300):
        path = hostile_files.write(number, 3, tmp_path)
        begun = time.process_time()
        try:
            for found in picture_files([path]):
                read(found)
        except KioskError as error:
            refused += bool(error.advice)
        assert time.process_time() - begun < LONGEST_S
    assert 100 < refused < 300


@pytest.mark.parametrize("which", range(9))
def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path, which: int) -> None:
    path = hostile_files.no_file(which, tmp_path / "odd.jpg")
    with pytest.raises(KioskError) as caught:
        [load_picture(found) for found in picture_files([path])]
    assert caught.value.code in {
        "picture-missing", "picture-unreadable", "picture-too-large", "picture-empty",
    }  # fmt: skip
