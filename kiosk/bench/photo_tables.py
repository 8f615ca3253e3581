"""The photo bench's tables as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kiosk.bench.photo_cost import Cost
from kiosk.bench.photo_made import Made
from kiosk.bench.rates import spread
from kiosk.bench.tables import table

PUPILS_PX, CENTRE_PX, CROWN_PX = 3.0, 6.0, 50.0
DELTA_E = 1.0
SECONDS_P95, MEMORY_MB = 0.8, 400.0


def facts(made: Sequence[Made]) -> str:
    """Return what the photos are and tell, against the truth of their pictures."""
    photos = [one for one in made if not one.refused]
    rows = [
        ["photos made", f"{len(photos)} of {len(made)}", "", ""],
        ["exact file facts", f"{sum(not one.file for one in photos)} of {len(made)}", "all", ""],
        ["all bands met", f"{sum(not one.bands for one in photos)} of {len(made)}", "", ""],
        _errors("pupils' line, reported − true, px", photos, lambda one: one.eye_line_px, PUPILS_PX),
        _errors("middle against the pupils' middle, px", photos, lambda one: one.centre_px, CENTRE_PX),
    ]
    if any(one.ears_px is not None for one in photos):
        rows.append(_errors("middle against the ears' middle, px", photos, lambda one: one.ears_px, None))
    crowns = [one.crown_px for one in photos if one.crown_px is not None]
    if crowns:
        low = min(crowns)
        rows.append(["true crown's distance from the top, least, px", f"{low:.1f}", *_least(low, CROWN_PX)])
    return table(("what", "found", "asked", ""), rows)


def shortfalls(made: Sequence[Made]) -> str:
    """Name every picture that is refused, misses a band, a file fact or another *must* check."""
    rows = [
        [one.name, one.refused or ", ".join(one.failed), ", ".join(one.told)]
        for one in made
        if one.refused or one.failed or one.told
    ]
    if not rows:
        return "Every photo passes every check that decides."
    return table(("picture", "refused, or not passed", "what the crop told"), rows)


def colours(groups: Sequence[tuple[str, Sequence[Made]]]) -> str:
    """Return how true the colours are: the person's to the source, the background's to the spec."""
    rows = []
    for name, made in groups:
        found = [one.fidelity for one in made if one.fidelity is not None]
        if not found:
            continue
        for what, values in (
            ("person, ΔE00 to the resampled source", [one.person for one in found]),
            ("… before encoding: rounding and the matte alone", [one.unencoded for one in found]),
            ("background, ΔE00 to the spec's colour", [one.background for one in found]),
            ("background, spread of ΔE00", [one.spread for one in found]),
        ):
            mean, worst = float(np.mean(values)), float(np.max(values))
            mark = "" if mean <= DELTA_E else "✗"
            cells = [name, what, f"{mean:.2f}", f"{worst:.2f}", f"{DELTA_E:g}", mark]
            rows.append([*cells[:5], str(sum(v > DELTA_E for v in values)), cells[5]])
    return table(("pictures", "what", "mean", "worst", "asked", "above it", ""), rows)


def costs(found: Sequence[Cost]) -> str:
    """Return time, memory and growth of the product and the baseline."""
    head = ("", *(cost.name for cost in found), "asked", "")
    first = found[0]
    p95 = float(np.percentile(first.seconds, 95))
    above = first.peak_mb - first.idle_mb

    def row(what: str, of: Callable[[Cost], str], asked: str = "", mark: str = "") -> list[str]:
        return [what, *(of(cost) for cost in found), asked, mark]

    rows = [
        row("photos", lambda cost: str(len(cost.seconds))),
        row("time, median, s", lambda cost: f"{np.median(cost.seconds):.2f}"),
        row(
            "time, p95, s",
            lambda cost: f"{np.percentile(cost.seconds, 95):.2f}",
            f"{SECONDS_P95:g}",
            "" if p95 <= SECONDS_P95 else "✗",
        ),
        row("processor time, median, s", lambda cost: f"{np.median(cost.cpu_seconds):.2f}"),
        row("processor time, p95, s", lambda cost: f"{np.percentile(cost.cpu_seconds, 95):.2f}"),
        row("memory for models and libraries, MB", lambda cost: f"{cost.idle_mb - cost.bare_mb:.0f}"),
        row(
            "most above that, MB",
            lambda cost: f"{cost.peak_mb - cost.idle_mb:.0f}",
            f"{MEMORY_MB:g}",
            "" if above <= MEMORY_MB else "✗",
        ),
        row("growth by 1,000 photos, MB", lambda cost: _or_none(cost.growth_mb)),
    ]
    return table(head, rows)


def _errors(
    what: str, made: Sequence[Made], of: Callable[[Made], float | None], limit: float | None
) -> list[str]:
    found = [(one.name, value) for one in made if (value := of(one)) is not None]
    size = spread(value for _, value in found)
    if size is None:
        return [what, "", "", ""]
    name, worst = max(found, key=lambda pair: abs(pair[1]))
    text = f"median {size.median:.1f}, p95 {size.p95:.1f}, mean {size.bias:+.1f}, worst {worst:+.1f} ({name})"
    if limit is None:
        return [what, text, "", ""]
    outside = sum(abs(value) > limit for _, value in found)
    return [what, text, f"{limit:g}", "" if outside == 0 else f"✗ {outside} beyond"]


def _least(value: float, limit: float) -> tuple[str, str]:
    return f"{limit:g}", "" if value >= limit else "✗"


def _or_none(value: float | None) -> str:
    return "–" if value is None else f"{value:+.1f}"
