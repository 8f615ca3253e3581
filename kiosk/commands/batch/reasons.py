"""Why a picture did not simply pass, in both languages, from its line of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.photo.finished import Check, CheckStatus, Inspection
from kiosk.photo.legend import items_of
from kiosk.photo.words import Said, Words


@dataclass(frozen=True)
class Reason:
    """One thing that is not right.

    Attributes
    ----------
    number
        On the picture with lines.
    decides
        Whether the photo fails by it; else a person must look.
    fault, advice
        What is the matter, and what to do; ``advice`` is None where nothing is asked of anybody.
    measured
        The number and its limits, or empty where it would tell nobody anything.
    """

    number: int
    check: str
    decides: bool
    fault: Said
    advice: Said | None
    measured: str


def checks_in(line: dict[str, Any]) -> list[Check]:
    """Return the checks of a report's line; none when it has no photo."""
    inspection = line["inspection"]
    if inspection is None:
        return []
    return [
        Check(
            row["check"],
            CheckStatus(row["status"]),
            row["value"],
            row["unit"],
            row["limit"][0],
            row["limit"][1],
            row["must"],
        )
        for row in inspection["checks"]
    ]


def reasons_in(line: dict[str, Any], words: Words) -> list[Reason]:
    """Return what is not right with a photo, what decides first; numbered as on the picture with lines."""
    remedies = {misfit["band"]: Said(misfit["zh"], misfit["en"]) for misfit in line["misfits"]}
    reasons = [
        Reason(
            item.number,
            item.check.check,
            item.check.must and item.check.status is CheckStatus.FAIL,
            item.fault,
            item.advice,
            measured(item.check) if item.check.status is CheckStatus.FAIL else "",
        )
        for item in items_of(Inspection("", tuple(checks_in(line))), words, remedies)
    ]
    return sorted(reasons, key=lambda reason: not reason.decides)


def refusal_in(line: dict[str, Any], words: Words) -> Said | None:
    """Return why there is no photo; None when there is one."""
    if line["error"] is None:
        return None
    english, _, code = str(line["error"]).rpartition(" [")
    english = english.replace(line["path"], Path(line["path"]).name)
    known = words.refusal.get(code.rstrip("]"))
    return Said(english if known is None else f"{known.title}。{known.advice}。", english)


def measured(check: Check) -> str:
    """Return a length, angle or size with its limits; other measures mean nothing by themselves."""
    factor, unit = {"px": (1.0, " px"), "deg": (1.0, "°"), "byte": (1e-3, " KB"), "dpi": (1.0, " dpi")}.get(
        check.unit, (0.0, "")
    )
    if not factor or check.value is None:
        return ""
    low, high = (None if limit is None else f"{limit * factor:.3g}" for limit in (check.low, check.high))
    value = f"{check.value * factor:.3g}{unit}"
    if low is not None and high is not None:
        return f"{value} ({low if low == high else f'{low}…{high}'})"
    return f"{value} (≥ {low})" if low is not None else f"{value} (≤ {high})" if high is not None else value
