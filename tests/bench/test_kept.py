"""What a long bench keeps: an interrupted run measures only what is missing, and only by the same code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.bench.kept import Kept, digest_of
from kiosk.bench.workers import Job, run_job


@dataclass(frozen=True)
class Square:
    value: int


class Broken:
    """Work that must not be asked."""

    def __call__(self, item: int) -> Square:
        raise AssertionError(item)

    def close(self) -> None: ...


def test_what_is_kept_is_not_measured_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept", Square, "code")
    for item in (1, 2, 3):
        kept.keep(item, Square(item * item))
    again = Kept(tmp_path / "kept", Square, "code")
    assert run_job(Job("squares", Broken), [1, 2, 3], 1, again) == [Square(1), Square(4), Square(9)]
    assert again.recall(4) is None
    assert Kept(tmp_path / "kept", Square, "other code").recall(2) is None


def test_half_a_result_is_none(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Square, "code")
    kept.keep(5, Square(25))
    (place,) = tmp_path.iterdir()
    place.write_bytes(place.read_bytes()[:-1])
    assert kept.recall(5) is None


def test_the_digest_is_of_files_folders_and_settings() -> None:
    digests = {
        digest_of(names)
        for names in (
            ("kiosk/bench/kept.py",),
            ("kiosk/bench/kept.py", "config/sitter.toml"),
            ("kiosk/bench",),
        )
    }
    assert len(digests) == 3
