"""Settings files that are wrong: the message names the file and the key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import ConfigDict

from kiosk.errors import KioskError
from kiosk.tomlfile import STRICT, load


@dataclass(frozen=True)
class Inner:
    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    seconds: float


@dataclass(frozen=True)
class Outer:
    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    inner: Inner


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (None, "config-missing", "does not exist"),
        ("name = = 1\n", "config-syntax", "line 1"),
        ('name = "a"\ninner = {seconds = "soon"}', "config-invalid", "inner.seconds"),
        ('name = "a"\ninner = {seconds = 1}\nmore = 2', "config-invalid", "more"),
        ('name = "a"', "config-invalid", "inner"),
        (b"name = '\xff'", "config-unreadable", "cannot be read"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(
    tmp_path: Path, text: str | bytes | None, code: str, says: str
) -> None:
    path = tmp_path / "some.toml"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(KioskError) as caught:
        load(path, Outer)
    assert caught.value.code == code
    assert str(path) in caught.value.title
    assert says in caught.value.title


def test_a_right_file_becomes_the_dataclass(tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    path.write_text('name = "a"\n[inner]\nseconds = 2\n', encoding="utf-8")
    assert load(path, Outer) == Outer("a", Inner(2.0))
