"""The search that the monkey ends with finds what is left, wherever it is held."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.bench.leaks import in_memory, on_disk

NEEDLES = ["".join(("cafe", "0123", "4567"))]


@dataclass(frozen=True)
class Holder:
    number: str


@dataclass(frozen=True, slots=True)
class Slotted:
    data: bytes
    other: tuple[int, ...] = (1,)


def test_what_is_held_is_found_and_what_has_gone_is_not() -> None:
    needle = NEEDLES[0]
    kept: list[object] = [Holder(f"before {needle}"), Slotted(needle.encode()), {needle: 1}, [f"{needle}!"]]
    found = " ".join(in_memory(NEEDLES))
    for where in ("Holder: number", "Slotted: data", "list: a key", "list: an item"):
        assert where in found, where
    kept.clear()
    assert in_memory(NEEDLES) == []


def test_files_are_searched_across_their_blocks(tmp_path: Path) -> None:
    block = 1 << 20
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.bin").write_bytes(b"\0" * (block - 4) + NEEDLES[0].encode())
    (tmp_path / "b.bin").write_bytes(b"nothing")
    assert on_disk(tmp_path, NEEDLES) == ["deep/a.bin"]
