"""Student numbers as keyed digests: whose a submission is can be looked up, the table alone names nobody.

A plain digest would not do: a school's numbers are few enough to try all of them.
"""

from __future__ import annotations

import hmac
import json
import logging

from sqlalchemy import Engine, bindparam, select, update

from kiosk.capture_code.typed import as_student_number
from kiosk.central.tables import Submission

log = logging.getLogger(__name__)

PURPOSE = b"photo-kiosk student number v1"
NO_NUMBER = ""
"""Instead of a digest: the submission has no student number, or was erased."""
_BATCH = 500
_WITHOUT = (
    select(Submission.id, Submission.manifest)
    .where(Submission.number_digest.is_(None))
    .limit(_BATCH)
    .with_for_update()
)
_GIVE = (
    update(Submission.__table__)  # type: ignore[arg-type]
    .where(Submission.id == bindparam("of"))
    .values(number_digest=bindparam("digest"))
)


def number_digest(key: bytes, number: str | None) -> str:
    """Return HMAC-SHA256 (RFC 2104) of a student number in its one written form, hex; of none, nothing."""
    if number is None:
        return NO_NUMBER
    plain = as_student_number(number) or number
    return hmac.new(key, plain.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def digest_earlier_numbers(engine: Engine, key: bytes) -> int:
    """Make the digests of submissions from before there were any; return of how many.

    In small transactions: a start that is cut short goes on where it was, and other processes are not held
    up.
    """
    made = 0
    while batch := _digest_batch(engine, key):
        made += batch
    if made:
        log.info("student numbers of %d submissions can be looked up now", made)
    return made


def _digest_batch(engine: Engine, key: bytes) -> int:
    with engine.begin() as connection:
        rows = connection.execute(_WITHOUT).all()
        given = [{"of": id_, "digest": number_digest(key, _number(manifest))} for id_, manifest in rows]
        if given:
            connection.execute(_GIVE, given)
    return len(given)


def _number(manifest: str | None) -> str | None:
    number = None if manifest is None else json.loads(manifest)["person"]["student_number"]
    return None if number is None else str(number)
