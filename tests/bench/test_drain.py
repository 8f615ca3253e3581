"""The bench of long queues: everything arrives, and every line of its table is a measured one."""

from __future__ import annotations

from kiosk.bench import drain, drain_booth


def test_a_part_of_two_booths_queues_is_drained_by_two_processes() -> None:
    plan = drain.Plan(items=12, booths=2, loop_s=0.1, small=True, deliver=8, processes=2)
    result = drain.measure(plan)
    assert 8 <= result.delivered <= 12 + sum(len(booth.saves_s) for booth in result.booths)
    assert result.picture_bytes < 20_000
    assert all(booth.looks_s and booth.drained_s > 0 for booth in result.booths)
    assert all(booth.processor_s > 0 for booth in result.booths)
    assert result.server_s > 0
    assert result.synced_per_s > 0
    assert result.sent_per_s > 0
    assert result.delivered_per_s == result.delivered / max(booth.drained_s for booth in result.booths)
    table = drain.as_table(plan, result)
    assert "2 × 6 of" in table
    assert "2 × on SQLite" in table


def test_real_pictures_are_as_large_as_from_a_camera() -> None:
    photo, frame = drain_booth.pictures()
    assert 30_000 < len(photo) < 100_000 < len(frame) < 400_000
