"""Fees that staff took while there was no network: kept sealed on disk until the server knows of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from kiosk.sync.credentials import Secrets

SECRET = "fee-marks"
"""Name under which they lie among the store's secrets."""


@dataclass(frozen=True)
class FeeMark:
    """Money taken here for a person's fee.

    ``person`` is :func:`kiosk.campaign.digests.person_key` of the ``code``, which the server has to be told;
    ``order`` is the number the bill had, this booth's own without a network.
    """

    campaign: str
    person: str
    code: str
    order: str
    amount_fen: int


class FeeMarks:
    """Owned by one thread; raises ``KioskError`` as the store's secrets do."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def all(self) -> tuple[FeeMark, ...]:
        """Return what the server does not know yet, oldest first."""
        raw = self._secrets.get(SECRET)
        return () if raw is None else tuple(FeeMark(**mark) for mark in json.loads(raw))

    def find(self, campaign: str, person: str) -> FeeMark | None:
        """Return what was taken here for a person; None when nothing was."""
        return next((m for m in self.all() if (m.campaign, m.person) == (campaign, person)), None)

    def add(self, mark: FeeMark) -> None:
        """Keep a mark, durably; a person is marked once."""
        if self.find(mark.campaign, mark.person) is None:
            self._keep((*self.all(), mark))

    def remove(self, mark: FeeMark) -> None:
        """The server knows of it."""
        self._keep(tuple(kept for kept in self.all() if kept != mark))

    def _keep(self, marks: tuple[FeeMark, ...]) -> None:
        if marks:
            self._secrets.put(SECRET, json.dumps([asdict(mark) for mark in marks]).encode("utf-8"))
        else:
            self._secrets.remove(SECRET)
