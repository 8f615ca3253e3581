"""The crash bench's result in words."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from kiosk.bench.crash import Plan, Result
from kiosk.bench.crash_findings import Findings

WORDS = {
    "lost": "saved and lost",
    "duplicates": "kept twice",
    "bad_receipts": "receipts that do not verify",
    "returned": "withdrawn and back",
    "undelivered": "never delivered",
    "dangling": "rows or files without the other",
    "audit_breaks": "broken audit logs",
}
SHOWN = 5


def as_table(plan: Plan, result: Result) -> str:
    """Return what was done, what was found, and the first of each kind of fault."""
    rows = [
        ("booths", f"{plan.booths}, one server, seed {plan.seed}"),
        ("booth killed", f"{result.booth.total} times, {result.booth.at_start} of them while starting"),
        ("server killed", f"{result.server.total} times, {result.server.at_start} of them while starting"),
        ("called saved", str(result.saved)),
        ("withdrawn", str(result.withdrawn)),
        ("receipts told", str(result.receipts)),
        ("time", f"{result.seconds:.0f} s"),
        *((WORDS[f.name], _named(getattr(result.findings, f.name))) for f in fields(Findings)),
        ("ended by themselves", _named(result.failures)),
    ]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {value}" for name, value in rows]
    return "\n".join([*lines, "", "nothing is lost" if result.good else "NOT GOOD"])


def as_json(plan: Plan, result: Result) -> dict[str, Any]:
    """Return the same as plain JSON data."""
    given = {"kills": plan.kills, "server_kills": plan.server_kills, "booths": plan.booths, "seed": plan.seed}
    return {"plan": given, **asdict(result), "good": result.good}


def _named(found: tuple[str, ...]) -> str:
    shown = ", ".join(found[:SHOWN])
    return f"{len(found)}" + (f": {shown}{' …' if len(found) > SHOWN else ''}" if found else "")
