"""The bench of long queues: everything arrives, and every line of its table is a measured one."""

from __future__ import annotations

from kiosk.bench import drain


def test_two_booths_are_drained() -> None:
    plan = drain.Plan(items=8, booths=2, loop_s=0.2)
    result = drain.measure(plan)
    assert sum(booth.delivered for booth in result.booths) >= 8
    assert all(booth.looks_s and booth.drained_s > 0 for booth in result.booths)
    assert result.synced_per_s > 0
    assert result.sent_per_s > 0
    assert result.delivered_per_s == sum(b.delivered for b in result.booths) / max(
        b.drained_s for b in result.booths
    )
    assert "2 × 4 of" in drain.as_table(plan, result)
