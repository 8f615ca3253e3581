"""The health file: whole at every moment, written at once when something hangs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.operation.health_file import EVERY_S, HealthFile


def test_it_is_written_every_few_seconds_and_at_once_when_a_part_hangs(tmp_path: Path) -> None:
    now, queued = 0.0, 3
    path = tmp_path / "data" / "health.json"
    file = HealthFile(
        path, "1.2.3", lambda: {"queued": queued}, lambda: datetime(2026, 1, 1, tzinfo=UTC), lambda: now
    )
    file.report({"gui": 0.0, "vision": 0.0})
    first = json.loads(path.read_text())
    assert first["ok"] is True
    assert (first["version"], first["queued"], first["hung"]) == ("1.2.3", 3, [])
    queued, now = 4, EVERY_S - 0.1
    file.report({"gui": 0.0, "vision": 0.0})
    assert json.loads(path.read_text())["queued"] == 3
    file.report({"gui": 0.0, "vision": 0.5})
    assert json.loads(path.read_text())["hung"] == ["vision"]
    now += EVERY_S
    file.report({"gui": 0.0, "vision": 0.0})
    assert json.loads(path.read_text())["ok"] is True
    assert [entry.name for entry in path.parent.iterdir()] == ["health.json"]


def test_a_reader_never_sees_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "health.json"
    now = 0.0
    file = HealthFile(path, "1", dict, lambda: datetime(2026, 1, 1, tzinfo=UTC), lambda: now)
    file.report({})
    before = path.read_bytes()
    now = 100.0

    def torn(self: Path, data: str, encoding: str) -> int:
        with self.open("w", encoding=encoding) as part:
            part.write(data[:20])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", torn)
    with pytest.raises(OSError, match="No space"):
        file.report({})
    assert path.read_bytes() == before
