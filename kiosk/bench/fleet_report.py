"""The fleet's bench in words: what was seen, and on paper what a province would need."""

from __future__ import annotations

from kiosk.bench.drain_booth import pictures
from kiosk.bench.fleet import Plan, Result

PROVINCE_BOOTHS, PROVINCE_PHOTOS = 2_000, 1_000_000
PROVINCE_DAYS, PROVINCE_HOURS = 30, 8
"""A collection season: the photos fall into so many days of so many hours."""
PEAK = 5.0
"""The busiest minute has so many times the mean: collection days begin together."""
BUSY_SHARE = 0.7
"""A process is planned to be busy so much of its time; above it, waits grow quickly."""
CALLS_A_PHOTO = 3
"""Two pictures and the manifest."""
_DELIVERING = ("PUT blobs/*", "PUT submissions/*")


def as_table(plan: Plan, result: Result) -> str:
    """Return what was measured, then the sums for a province, each with how it was reckoned."""
    waits_s = sorted(result.calls.seconds) or [0.0]
    booth_minutes = plan.booths * plan.minutes
    resting = sum(n for kind, n in result.calls.kinds.items() if kind not in _DELIVERING)
    photo_bytes = sum(len(picture) for picture in pictures())
    row_bytes = result.database_bytes / max(1, result.on_server)
    rows = [
        ("booths × minutes of theirs", f"{plan.booths} × {plan.minutes}, in {result.took_s:.0f} s"),
        ("saved / receipts / on the server", f"{result.saved} / {result.receipts} / {result.on_server}"),
        ("submissions nobody has", f"{result.gaps}"),
        ("calls, and those that found nobody", f"{result.total_calls}, {result.calls.failed}"),
        ("an answer took, median / p99", f"{_at(waits_s, 0.5):.0f} / {_at(waits_s, 0.99):.0f} ms"),
        ("processor time of the server, a call", f"{result.server_cpu_s * 1e3:.2f} ms"),
        ("memory of the server, begin / end", f"{result.server_mb[0]:.0f} / {result.server_mb[1]:.0f} MB"),
        ("database, a submission", f"{row_bytes / 1e3:.1f} KB"),
        ("longest queues of all", f"{result.longest_queue} submissions"),
    ]
    if plan.down:
        herd = "not in time" if result.herd_minutes is None else f"{result.herd_minutes} min"
        rows.append((f"after the server was away {plan.down} min, caught up in", herd))
    rows += [(f"  {kind}", f"{count / booth_minutes:.2f} a booth and minute")
             for kind, count in result.calls.kinds.most_common()]  # fmt: skip
    rows.append(("", ""))
    rows += _province(result, resting / booth_minutes, row_bytes, photo_bytes)
    return "".join(f"{name:<46}{value}\n" for name, value in rows)


def _province(
    result: Result, calls_a_minute: float, row_bytes: float, photo_bytes: int
) -> list[tuple[str, str]]:
    """Reckon what grows; ``calls_a_minute`` are a booth's beside its deliveries."""
    resting = PROVINCE_BOOTHS * calls_a_minute / 60
    mean = PROVINCE_PHOTOS / (PROVINCE_DAYS * PROVINCE_HOURS * 3600)
    peak = resting + PEAK * mean * CALLS_A_PHOTO
    a_process = BUSY_SHARE / result.server_cpu_s
    return [
        (f"on paper, {PROVINCE_BOOTHS} booths and {PROVINCE_PHOTOS} photos", ""),
        ("  calls without any photo", f"{resting:.0f} a second"),
        ("  photos, mean and busiest", f"{mean:.1f} and {PEAK * mean:.1f} a second"),
        ("  calls in the busiest minute", f"{peak:.0f} a second"),
        ("  one process carries", f"{a_process:.0f} calls a second"),
        ("  processes needed", f"{-(-peak // a_process):.0f}"),
        ("  booths that one process carries", f"{a_process / (calls_a_minute / 60):.0f} at rest"),
        ("  heartbeats written", f"{PROVINCE_BOOTHS / 60:.0f} transactions a second"),
        ("  database", f"{PROVINCE_PHOTOS * row_bytes / 1e9:.1f} GB"),
        ("  pictures", f"{PROVINCE_PHOTOS * photo_bytes / 1e9:.0f} GB"),
    ]


def _at(ordered_s: list[float], share: float) -> float:
    return ordered_s[int(share * (len(ordered_s) - 1))] * 1e3
