"""The calls by which a booth opens a page for a student's phone and takes what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from kiosk.digest import canonical_json
from kiosk.sync.caller import JSON, Caller
from kiosk.sync.outcome import PORTAL, Meaning, Outcome


class HandoffState(StrEnum):
    """What became of a page."""

    OPEN = "open"
    FILLED = "filled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class OpenedPage:
    """A page at the server; ``url`` is what the phone opens."""

    id: str
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class PageState:
    """``fields`` hold what the phone sent, when it has."""

    state: HandoffState
    fields: dict[str, str]


_OPENED: TypeAdapter[OpenedPage] = TypeAdapter(OpenedPage)
_STATE: TypeAdapter[PageState] = TypeAdapter(PageState)


class HandoffClient(Caller):
    """One page at a time; an answer of another shape counts as no answer."""

    def open(self, kind: str, campaign: str, language: str) -> tuple[Outcome, OpenedPage | None]:
        """Have a page made."""
        body = canonical_json({"kind": kind, "campaign": campaign, "language": language})
        answer, outcome = self._call("POST", "/device/handoffs", body, JSON)
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, None
        try:
            return outcome, _OPENED.validate_python(answer.json())
        except ValidationError:
            return PORTAL, None

    def look(self, id_: str) -> tuple[Outcome, PageState | None]:
        """Ask whether the phone has sent something."""
        answer, outcome = self._call("GET", f"/device/handoffs/{id_}")
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, None
        try:
            return outcome, _STATE.validate_python(answer.json())
        except ValidationError:
            return PORTAL, None

    def close(self, id_: str) -> Outcome:
        """Have the page and its contents erased."""
        return self._call("DELETE", f"/device/handoffs/{id_}")[1]
