"""What the booths said while they lived: the bench's own memory, which no kill can touch."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Told:
    """What one booth said, over all its lives.

    Attributes
    ----------
    saved
        Id → fingerprint of what was called saved.
    withdrawing, withdrawn
        Ids whose withdrawal was begun, and of these the ones whose withdrawal was called done.
    receipts
        Id and receipt, as plain JSON data, of every delivery that was called done.
    """

    saved: dict[str, str] = field(default_factory=dict)
    withdrawing: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    receipts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    lines: int = 0

    def hear(self, line: str) -> None:
        """Take one line of a booth; others than these are of no interest."""
        word, _, rest = line.partition(" ")
        self.lines += 1
        if word == "saved":
            id_, fingerprint = rest.split(" ")
            self.saved[id_] = fingerprint
        elif word == "withdrawing":
            self.withdrawing.add(rest)
        elif word == "withdrawn":
            self.withdrawn.add(rest)
        elif word == "receipt":
            id_, _, receipt = rest.partition(" ")
            self.receipts.append((id_, dict(json.loads(receipt))))
