"""What a booth remembers of campaigns and people: enough to work for weeks alone, nothing that names anybody.

People are keyed by :func:`kiosk.campaign.digests.person_key`. Campaigns and rosters are copies of the central
server's; photo counts and review states are this booth's own and, when told, everybody's.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from kiosk.campaign.standing import History, Review
from kiosk.sqlite import sqlite3
from kiosk.store import ledger
from kiosk.store.rosters import Rosters, forget_rosters
from kiosk.store.stored import PhotoCount, Reviewed
from kiosk.store.uuid7 import new_uuid7

CURSOR = "feed_cursor"
ETAG = "configuration_etag"
"""Not the key of versions that kept rosters otherwise: one that is rolled back to asks for all of it anew."""
SERVED = "served"


class Memory(Rosters):
    """Shares the store's database and lock; raises what :class:`kiosk.store.rows.Rows` raises.

    Rosters and reviewers' notes may name somebody: they are sealed. A value that does not open any more
    counts as not there; the server sends it again.
    """

    def count_photo(self, campaign: str, person: str) -> None:
        """Remember that a finished photo was made now."""
        with self._writing() as db:
            now = self._clock.now()
            db.execute(
                "INSERT INTO photo_count VALUES (?, ?, ?, ?, 0)",
                (new_uuid7(self._clock), campaign, person, now.timestamp()),
            )

    def untold_photos(self, limit: int) -> tuple[PhotoCount, ...]:
        """Return counts the server does not know yet, oldest first."""
        with self._reading() as db:
            rows = db.execute("SELECT * FROM photo_count WHERE told = 0 ORDER BY at LIMIT ?", (limit,))
            return tuple(PhotoCount(r["id"], r["campaign"], r["person"], _moment(r["at"])) for r in rows)

    def mark_told(self, ids: Sequence[str]) -> None:
        """Record that the server has counted them."""
        with self._writing() as db:
            db.executemany("UPDATE photo_count SET told = 1 WHERE id = ?", [(id_,) for id_ in ids])

    def forget_photos(self, before: datetime) -> None:
        """Drop told counts that no limit looks back to."""
        with self._writing() as db:
            db.execute("DELETE FROM photo_count WHERE told = 1 AND at < ?", (before.timestamp(),))

    def history(self, campaign: str, person: str) -> History:
        """Return what this booth knows of a person's earlier visits."""
        with self._reading() as db:
            times = db.execute(
                "SELECT at FROM photo_count WHERE campaign = ? AND person = ? ORDER BY at", (campaign, person)
            ).fetchall()
            row = db.execute(
                "SELECT * FROM visit WHERE campaign = ? AND person = ? ORDER BY at DESC LIMIT 1",
                (campaign, person),
            ).fetchone()
            rejections = db.execute(
                "SELECT COALESCE(MAX(rejections), 0) AS n FROM visit WHERE campaign = ? AND person = ?",
                (campaign, person),
            ).fetchone()["n"]
        photos = tuple(_moment(r["at"]) for r in times)
        if row is None:
            return History(standardized_at=photos)
        return History(
            Review(row["review"]),
            row["reason"],
            None if row["note"] is None else self._values.open(f"note {row['submission']}", row["note"]),
            row["submission"],
            rejections,
            photos,
        )

    def note_review(self, news: Iterable[Reviewed], cursor: int) -> None:
        """Take in what the server's feed says, and how far it was read, in one transaction.

        Whose submission an erased one was is forgotten here as well.
        """
        news = tuple(news)
        with self._writing() as db:
            gone = [(n.id,) for n in news if n.review is Review.NONE]
            db.executemany("DELETE FROM visit WHERE submission = ?", gone)
            db.executemany(
                "UPDATE visit SET review = ?, reason = ?, note = ?, rejections = ? WHERE submission = ?",
                [(str(n.review), n.reason, self._sealed_note(n), n.rejections, n.id) for n in news],
            )
            ledger.set_meta(db, CURSOR, str(cursor))

    def submissions(self, campaign: str, person: str) -> tuple[str, ...]:
        """Return the ids of what this person submitted at this booth, oldest first."""
        with self._reading() as db:
            rows = db.execute(
                "SELECT submission FROM visit WHERE campaign = ? AND person = ? ORDER BY at",
                (campaign, person),
            )
            return tuple(str(row["submission"]) for row in rows)

    def _sealed_note(self, news: Reviewed) -> bytes | None:
        return None if news.note is None else self._values.seal(f"note {news.id}", news.note)

    def forget_visit(self, submission: str) -> None:
        """Drop whose submission it was: it was withdrawn or erased."""
        with self._forgetting() as db:
            db.execute("DELETE FROM visit WHERE submission = ?", (submission,))

    def cursor(self) -> int:
        """Return how far the server's feed was read."""
        with self._reading() as db:
            return int(ledger.meta(db, CURSOR) or 0)

    def config_etag(self) -> str | None:
        """Return the ``ETag`` of the configuration that is kept."""
        with self._reading() as db:
            return ledger.meta(db, ETAG)

    def keep_campaigns(
        self, documents: Sequence[dict[str, Any]], etag: str, served: Collection[str] | None = None
    ) -> None:
        """Replace the campaigns by what the server sent; a roster without its campaign goes too.

        ``served``: those that this booth is bound to; None: whichever its own settings name.
        """
        with self._forgetting() as db:
            now = self._clock.now().timestamp()
            db.execute("DELETE FROM campaign")
            db.executemany(
                "INSERT INTO campaign VALUES (?, ?, ?, ?)",
                [(d["id"], d["version"], json.dumps(d, ensure_ascii=False), now) for d in documents],
            )
            # And which it was: the same campaign given back brings the same version, to be taken anew.
            forget_rosters(db, but=[d["id"] for d in documents])
            ledger.set_meta(db, SERVED, json.dumps(None if served is None else sorted(served)))
            ledger.set_meta(db, ETAG, etag)
        self.drop_unused()

    def serves(self, campaign: str) -> bool:
        """Whether the server takes what this booth makes for a campaign, as far as it has said."""
        with self._reading() as db:
            served = json.loads(ledger.meta(db, SERVED) or "null")
        return served is None or campaign in served

    def campaign_ids(self) -> tuple[str, ...]:
        """Return the campaigns that the server last sent."""
        with self._reading() as db:
            return tuple(row["id"] for row in db.execute("SELECT id FROM campaign ORDER BY id"))

    def campaign(self, id_: str) -> dict[str, Any] | None:
        """Return a campaign as the server last sent it, None when it never did."""
        with self._reading() as db:
            row = db.execute("SELECT document FROM campaign WHERE id = ?", (id_,)).fetchone()
            return None if row is None else dict(json.loads(row["document"]))

    def forget_sealed(self) -> None:
        """Drop what was sealed with keys that are lost; the server sends it again."""
        with self._forgetting() as db:
            db.execute("DELETE FROM roster")
            db.execute("UPDATE visit SET note = NULL")
            forget_rosters(db)
            db.execute("DELETE FROM meta WHERE key = ?", (ETAG,))


def insert_visit(db: sqlite3.Connection, campaign: str, person: str, submission: str, now: datetime) -> None:
    """Remember whose submission is being saved, within the caller's transaction."""
    db.execute(
        "INSERT INTO visit VALUES (?, ?, ?, ?, ?, NULL, NULL, 0)",
        (submission, campaign, person, now.timestamp(), str(Review.SAVED)),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
