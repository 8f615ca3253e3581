"""Rules of what comes after: states, the feed, reconciliation, erasure, codes."""

from __future__ import annotations

import secrets

from kiosk.central.conformance.calls import Breach, Reply
from kiosk.central.conformance.rows import Rule
from kiosk.central.conformance.visitor import Visitor, new_id
from kiosk.digest import sha256_hex

REVIEWS = ("received", "in_review", "approved", "rejected", "retake_requested")
BATCH = 500
PAGES = 200
TIMED = 8
TIMING_S, TIMING_SHARE = 0.005, 0.5
"""The quickest answers to unknown and foreign codes may differ by so much, or by this share of them."""
MOST_RESOLVES = 400


def _state(visitor: Visitor) -> None:
    made = visitor.deliver()
    data = visitor.call("GET", f"/submissions/{made.id}").must_be(200).data()
    if data.get("id") != made.id or data.get("review") not in REVIEWS:
        raise Breach(f"the state is {data.get('review')!r}")
    visitor.call("GET", f"/submissions/{new_id()}").must_be(404)


def _feed(visitor: Visitor) -> None:
    made = [visitor.deliver().id for _ in range(3)]
    seen, cursor = _walk(visitor, 0)
    if [id_ for id_ in seen if id_ in made] != made:
        raise Breach("the feed lacks a submission, or has it twice or in another order")
    later = visitor.deliver().id
    more, end = _walk(visitor, cursor)
    if more != [later] or end <= cursor:
        raise Breach("after the cursor there is not exactly what was delivered since")
    visitor.call("DELETE", f"/submissions/{made[0]}").must_be(202)
    if _walk(visitor, end)[0] != [made[0]]:
        raise Breach("an erasure does not appear after the cursor")


def _walk(visitor: Visitor, cursor: int) -> tuple[list[str], int]:
    """Follow the feed to its end; return the ids as they came and the last cursor."""
    ids: list[str] = []
    for _ in range(PAGES):
        data = visitor.call("GET", f"/submissions?since={cursor}").must_be(200).data()
        try:
            changes = [item["changed"] for item in data["items"]]
            ids += [item["id"] for item in data["items"]]
            after = data["cursor"]
        except (TypeError, KeyError):
            raise Breach("the feed has another shape") from None
        if changes != sorted(set(changes)) or any(change <= cursor for change in changes):
            raise Breach("the feed goes back behind its cursor")
        if not changes:
            return ids, after
        cursor = after
    raise Breach("the feed does not end")


def _reconcile(visitor: Visitor) -> None:
    held, never = visitor.deliver(), new_id()
    told = visitor.reconcile((held.id, held.fingerprint), (never, "0" * 64))
    if told != {held.id: "held", never: "unknown"}:
        raise Breach(f"answered {sorted(told.values())} for one held and one unknown")
    if visitor.reconcile((held.id, "0" * 64)) != {held.id: "conflict"}:
        raise Breach("another fingerprint is no conflict")


def _reconcile_many(visitor: Visitor) -> None:
    items = [(new_id(), "0" * 64) for _ in range(BATCH)]
    if set(visitor.reconcile(*items).values()) != {"unknown"}:
        raise Breach(f"{BATCH} unknown items are not answered so")
    listed = [{"id": id_, "fingerprint": print_} for id_, print_ in [*items, items[0]]]
    visitor.post("/submissions:reconcile", {"items": listed}).must_be(413, 422)


def _erase(visitor: Visitor) -> None:
    made = visitor.deliver()
    for _ in range(2):  # the answer to the first may be lost
        visitor.call("DELETE", f"/submissions/{made.id}").must_be(202)
    state = visitor.call("GET", f"/submissions/{made.id}").must_be(200).data()
    if state.get("review") != "erased":
        raise Breach(f"the state is {state.get('review')!r}")
    if visitor.reconcile((made.id, made.fingerprint)) != {made.id: "erased"}:
        raise Breach("reconciling does not tell the erasure")
    visitor.put_blobs(made)
    visitor.put(made).must_be(409, problem="erased")


def _erase_first(visitor: Visitor) -> None:
    made = visitor.make()
    visitor.call("DELETE", f"/submissions/{made.id}").must_be(202)
    visitor.put_blobs(made)
    visitor.put(made).must_be(409, problem="erased")


def _resolve(visitor: Visitor, campaign: str) -> Reply:
    return visitor.post("/codes:resolve", {"code": f"no-{secrets.token_hex(16)}", "campaign": campaign})


def _unknown_codes(visitor: Visitor) -> None:
    unknown, foreign = [], []
    for _ in range(TIMED):  # in turn, so that a slow moment of the machine hits both
        unknown.append(_resolve(visitor, visitor.campaign).must_be(404))
        foreign.append(_resolve(visitor, "conformance-none").must_be(404))
    if len({reply.body for reply in (*unknown, *foreign)}) != 1:
        raise Breach("the answers differ in their bodies")
    if len({frozenset(reply.headers) for reply in (*unknown, *foreign)}) != 1:
        raise Breach("the answers differ in their headers")
    first, second = (min(reply.took_s for reply in replies) for replies in (unknown, foreign))
    if abs(first - second) > max(TIMING_S, TIMING_SHARE * max(first, second)):
        raise Breach(f"the answers differ in time: {first * 1e3:.1f} and {second * 1e3:.1f} ms")


def _resolve_limit(visitor: Visitor) -> None:
    for _ in range(MOST_RESOLVES):
        reply = _resolve(visitor, visitor.campaign).must_be(404, 429)
        if reply.status == 429:
            if not (reply.header("retry-after") or "").isdigit():
                raise Breach("429 without Retry-After in seconds")
            return
    raise Breach(f"{MOST_RESOLVES} codes in a row and no limit")


def _empty_digest(visitor: Visitor) -> None:
    visitor.call("POST", "/codes:resolve", b"{}", headers={"Content-Digest": sha256_hex(b"{}")}).must_be(400)


RULES = (
    Rule("states", "state", "GET /submissions/…", "200 with a known state; else 404", _state),
    Rule("states", "feed", "GET /submissions?since=…", "every change once, in order", _feed),
    Rule("reconcile", "reconcile", "POST /submissions:reconcile", "held, unknown, conflict", _reconcile),
    Rule("reconcile", "reconcile-many", f"{BATCH}, then more", "200, then 413 or 422", _reconcile_many),
    Rule("erasure", "erase", "DELETE /submissions/… twice", "202; stays erased", _erase),
    Rule("erasure", "erase-first", "DELETE before it arrives", "202; then 409", _erase_first),
    Rule("codes", "code-unknown", "POST /codes:resolve", "404, same shape and time", _unknown_codes),
    Rule("codes", "code-digest", "POST with a digest in another form", "400", _empty_digest),
    Rule("codes", "code-limit", "POST /codes:resolve over and over", "429, Retry-After", _resolve_limit),
)
