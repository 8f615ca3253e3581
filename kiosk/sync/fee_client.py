"""The calls by which a booth asks what a person owes, what became of it, and tells what staff took."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from kiosk.campaign.rules import FeeProvider
from kiosk.digest import canonical_json
from kiosk.sync.caller import JSON, Caller
from kiosk.sync.outcome import PORTAL, Meaning, Outcome


class FeeState(StrEnum):
    """How an order stands."""

    OPEN = "open"
    PAID = "paid"
    MARKED = "marked"
    NOT_DUE = "not-due"


@dataclass(frozen=True)
class Owed:
    """An order at the server; ``qr`` is the text of the provider's payment code."""

    order: str
    amount_fen: int
    provider: FeeProvider
    qr: str | None
    state: FeeState
    reference: str | None


_OWED: TypeAdapter[Owed] = TypeAdapter(Owed)


class FeeClient(Caller):
    """Orders of fees; an answer of another shape counts as no answer."""

    def ask(self, campaign: str, code: str) -> tuple[Outcome, Owed | None]:
        """Return what a code's holder owes; the same order however often it is asked for."""
        return self._owed("POST", "/device/fees", {"campaign": campaign, "code": code})

    def look(self, order: str) -> tuple[Outcome, Owed | None]:
        """Return what became of an order."""
        return self._owed("GET", f"/device/fees/{quote(order, safe='')}", None)

    def mark(self, order: str, amount_fen: int, reference: str | None) -> tuple[Outcome, Owed | None]:
        """Tell that staff took so much; the order stays open when that is another amount than its own."""
        body = {"amount_fen": amount_fen, "reference": reference}
        return self._owed("POST", f"/device/fees/{quote(order, safe='')}:mark", body)

    def _owed(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[Outcome, Owed | None]:
        sent = None if body is None else canonical_json(body)
        answer, outcome = self._call(method, path, sent, None if body is None else JSON)
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, None
        try:
            return outcome, _OWED.validate_python(answer.json())
        except ValidationError:
            return PORTAL, None
