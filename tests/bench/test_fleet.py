"""The bench of many booths: nothing is lost by outages, and the sums follow from what was measured."""

from __future__ import annotations

from kiosk.bench import fleet, fleet_report


def test_three_booths_and_a_server_that_goes_and_comes() -> None:
    plan = fleet.Plan(
        booths=3, minutes=5, photos_per_hour=90.0, outages_per_hour=6.0, down_at=2, down=1, seed=3
    )
    result = fleet.measure(plan)
    assert result.nothing_lost
    assert result.saved > 0
    assert result.calls.failed > 0, "the server was away"
    assert result.calls.kinds["PUT submissions/*"] >= result.saved
    told = fleet_report.as_table(plan, result)
    assert f"{result.saved} / {result.saved} / {result.saved}" in told
    assert "processes needed" in told
