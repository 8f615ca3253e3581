"""What a booth asks its central server about campaigns and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.standing import History, Paid, Review
from kiosk.digest import canonical_json
from kiosk.store.stored import PhotoCount, Reviewed
from kiosk.sync.caller import JSON, Caller
from kiosk.sync.outcome import PORTAL, Meaning, Outcome

NOT_MODIFIED = 304
NOT_FOUND = 404
ERASED = "erased"
ROSTER_PAGE = 2000
"""Entries a page: about 0.6 MB, well below what one answer may hold."""


@dataclass(frozen=True)
class Configuration:
    """``campaigns`` as plain JSON data; ``rosters`` campaign → version.

    ``served``: the campaigns that this booth is bound to, None when it serves any.
    """

    campaigns: tuple[dict[str, Any], ...]
    rosters: dict[str, int]
    etag: str
    served: frozenset[str] | None = None


@dataclass(frozen=True)
class RosterPage:
    """``next`` is where the next page begins; None: this was the last."""

    version: int
    entries: tuple[RosterEntry, ...]
    next: str | None


@dataclass(frozen=True)
class Known:
    """What the server knows of a code's holder."""

    on_roster: bool
    history: History


_ENTRIES: TypeAdapter[tuple[RosterEntry, ...]] = TypeAdapter(tuple[RosterEntry, ...])
_TIMES: TypeAdapter[tuple[datetime, ...]] = TypeAdapter(tuple[datetime, ...])
_CONFIG: TypeAdapter[tuple[dict[str, Any], ...]] = TypeAdapter(tuple[dict[str, Any], ...])
_SERVED: TypeAdapter[frozenset[str] | None] = TypeAdapter(frozenset[str] | None)
_VERSIONS: TypeAdapter[dict[str, int]] = TypeAdapter(dict[str, int])


class Directory(Caller):
    """Campaigns, rosters, reviews, photo counts; an answer of another shape counts as no answer."""

    def configuration(self, etag: str | None) -> tuple[Outcome, Configuration | None]:
        """Return the campaigns; None with ``DONE`` when ``etag`` still names them."""
        headers = {} if etag is None else {"If-None-Match": etag}
        answer, outcome = self._call("GET", "/device/config", None, headers)
        if answer is not None and answer.status == NOT_MODIFIED:
            return Outcome(Meaning.DONE, "not-modified"), None
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, None
        try:
            data = answer.json()
            campaigns = _CONFIG.validate_python(data["campaigns"])
            rosters = _VERSIONS.validate_python(data.get("rosters", {}))
            served = _SERVED.validate_python(data.get("served"))  # earlier servers do not say
            return outcome, Configuration(campaigns, rosters, answer.headers["ETag"], served)
        except (ValidationError, KeyError, TypeError, AttributeError):
            return PORTAL, None

    def roster_page(self, campaign: str, after: str | None) -> tuple[Outcome, RosterPage | None]:
        """Return a page of a campaign's roster, in the order of its keys."""
        start = "" if after is None else f"&after={quote(after, safe='')}"
        path = f"/device/rosters/{quote(campaign, safe='')}?limit={ROSTER_PAGE}{start}"
        answer, outcome = self._call("GET", path)
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, None
        try:
            data = answer.json()
            page = RosterPage(int(data["version"]), _ENTRIES.validate_python(data["entries"]), data["next"])
        except (ValidationError, KeyError, TypeError, ValueError):
            return PORTAL, None
        return outcome, page

    def tell_photos(self, counts: Sequence[PhotoCount]) -> Outcome:
        """Have the server count finished photos; telling them again is harmless."""
        items = [
            {"id": c.id, "campaign": c.campaign, "person": c.person, "at": c.at.isoformat()} for c in counts
        ]
        return self._call("POST", "/device/photos", canonical_json({"items": items}), JSON)[1]

    def news(self, cursor: int) -> tuple[Outcome, tuple[Reviewed, ...], int]:
        """Return what changed of this booth's submissions after ``cursor``, and the next cursor.

        Of an erased one the news is that nothing was submitted.
        """
        answer, outcome = self._call("GET", f"/submissions?since={cursor}")
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, (), cursor
        try:
            data = answer.json()
            items = tuple(
                Reviewed(
                    str(item["id"]),
                    Review.NONE if item["review"] == ERASED else Review(item["review"]),
                    item.get("reason"),
                    item.get("note"),
                    int(item.get("rejections", 0)),
                )
                for item in data["items"]
                if item["review"] in {ERASED, *Review}
            )
            return outcome, items, int(data["cursor"])
        except (KeyError, TypeError, ValueError):
            return PORTAL, (), cursor

    def resolve(self, campaign: str, code: str) -> tuple[Outcome, Known | None]:
        """Return what is known of a code's holder; None with ``DONE`` when nobody is known by it."""
        body = canonical_json({"campaign": campaign, "code": code})
        answer, outcome = self._call("POST", "/codes:resolve", body, JSON)
        if answer is not None and answer.genuine and answer.status == NOT_FOUND:
            return Outcome(Meaning.DONE, "code-unknown"), None
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, None
        try:
            data = answer.json()
            history = History(
                review=Review(data["review"]),
                reason=data["reason"],
                note=data["note"],
                submission=data["submission"],
                rejections=int(data["rejections"]),
                standardized_at=_TIMES.validate_python(data["photos"]),
                paid=Paid(data["paid"]),
                online=True,
            )
            return outcome, Known(bool(data["on_roster"]), history)
        except (ValidationError, KeyError, TypeError, ValueError):
            return PORTAL, None
