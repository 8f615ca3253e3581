"""Capture codes of people who do not exist, for the virtual sitter, demos and tests."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

NAMES = ("测**", "试*", "样**", "示*", "例**")
"""Masked as the services mask them, and plainly no one's: test, try, sample, show, example."""

SCHOOL_CODE = "00000"
"""No school has it."""


@dataclass(frozen=True)
class DemoCode:
    """A code and what its holder would type: the last 4 of the ID and the student number."""

    text: str
    number: str
    last4: str
    student_number: str


def demo_code(index: int, now: datetime) -> DemoCode:
    """Return the ``index``-th invented code (from 0), issued at ``now``.

    The payload has the form seen on an imitation of the real page (base64 of UTF-8 JSON); the real
    one is not published. Every fourth holder has an X, every fifth a bracketed ID number.
    """
    number = hashlib.sha256(f"demo capture code {index}".encode()).hexdigest()[:16]
    digits = f"{int(number, 16) % 10_000:04d}"
    last4 = f"{digits[0]}({digits[1]})" if index % 5 == 4 else f"{digits[:3]}X" if index % 4 == 3 else digits
    student_number = f"2022{index % 10_000_000:07d}"
    record = {
        "sjc": int(now.timestamp() * 1000),
        "cjm": number,
        "yxdm": SCHOOL_CODE,
        "zjhm": last4,
        "xh": student_number,
        "cc": "本科",
        "xllb": "普通全日制",
        "fy": "示例学院",
        "xm": NAMES[index % len(NAMES)],
        "bh": "示例2201",
    }
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return DemoCode(base64.b64encode(text.encode()).decode("ascii"), number, last4, student_number)
