"""Rules of the commit point: a manifest becomes a submission once, with a receipt that verifies."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kiosk.central.conformance.calls import Breach
from kiosk.central.conformance.rows import Rule
from kiosk.central.conformance.visitor import Made, Visitor, new_id
from kiosk.digest import canonical_json

AT_ONCE = 6
DEEP = 5_000
SECRET = "名字不应重复"
"""A value that no answer may repeat."""


def _missing(visitor: Visitor) -> None:
    made = visitor.make()
    first, second = made.blobs
    if visitor.put(made).must_be(424).data().get("missing") != sorted(made.blobs):
        raise Breach("the answer does not list both pictures")
    visitor.put_blob(made.blobs[first]).must_be(201)
    if visitor.put(made).must_be(424).data().get("missing") != [second]:
        raise Breach("the answer does not list the one that is missing still")


def _new(visitor: Visitor) -> None:
    visitor.deliver()


def _again(visitor: Visitor) -> None:
    made = visitor.make()
    visitor.put_blobs(made)
    receipt = visitor.put(made).must_be(201)
    visitor.verify(made, receipt)
    again = visitor.put(made).must_be(200)
    if again.data() != receipt.data():
        raise Breach("another receipt for the same content")


def _written_otherwise(visitor: Visitor) -> None:
    made = visitor.deliver()
    other = json.dumps(dict(reversed(made.manifest.items())), indent=2).encode("ascii")
    visitor.verify(made, visitor.put(made, other).must_be(200))


def _conflict(visitor: Visitor) -> None:
    made = visitor.deliver()
    changed = {**made.manifest, "seq": made.manifest["seq"] + 1}
    visitor.put(made, canonical_json(changed)).must_be(409)
    visitor.verify(made, visitor.put(made).must_be(200))


def _foreign(visitor: Visitor) -> None:
    made = visitor.make()
    visitor.put_blobs(made)
    for change in ({"device": "00000000-0000-4000-8000-000000000000"}, {"id": new_id()}):
        visitor.put(made, canonical_json({**made.manifest, **change})).must_be(422)


def _invalid(visitor: Visitor) -> None:
    made = visitor.make()
    visitor.put_blobs(made)
    person = {**made.manifest["person"], "name": SECRET}
    wrong: tuple[dict[str, Any], ...] = (
        {"consents": []}, {"version": 2}, {"seq": 0}, {SECRET: 1}, {"person": person},
    )  # fmt: skip
    for change in wrong:
        reply = visitor.put(made, canonical_json({**made.manifest, **change})).must_be(422)
        if change.get("person") is person and SECRET in reply.body.decode("utf-8", "replace"):
            raise Breach("the answer repeats a value, which may be personal")
    visitor.verify(made, visitor.put(made).must_be(201))


def _unreadable(visitor: Visitor) -> None:
    made = visitor.make()
    visitor.put_blobs(made)
    twice = made.body.replace(b'"version":1', b'"version":1,"version":1')
    for body in (b"{", b"\xff\xfe", twice, made.body.replace(b"0.5", b"NaN"), b"[" * DEEP):
        visitor.put(made, body).must_be(400)


def _at_once(visitor: Visitor) -> None:
    made = visitor.make()
    visitor.put_blobs(made)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(lambda _: visitor.put(made), range(AT_ONCE)))
    statuses = sorted(reply.status for reply in replies)
    if statuses != [200] * (AT_ONCE - 1) + [201]:
        raise Breach(f"answered {statuses}")
    if len({canonical_json(reply.data()) for reply in replies}) != 1:
        raise Breach("different receipts for one content")


def _one_picture(visitor: Visitor) -> None:
    made = visitor.make()
    blobs = made.manifest["blobs"]
    same = {**made.manifest, "blobs": {"photo": blobs["photo"], "original": blobs["photo"]}}
    name = blobs["photo"]["sha256"]
    alone = Made(same, {name: made.blobs[name]})
    visitor.put_blobs(alone)
    visitor.verify(alone, visitor.put(alone).must_be(201))


RULES = (
    Rule("commit", "commit-missing", "PUT /submissions/… before its pictures", "424, listed", _missing),
    Rule("commit", "commit-new", "PUT /submissions/…", "201, a receipt that verifies", _new),
    Rule("commit", "commit-again", "the same again", "200, the same receipt", _again),
    Rule("commit", "commit-canonical", "the same, written otherwise", "200, the same", _written_otherwise),
    Rule("commit", "commit-conflict", "another content under the id", "409", _conflict),
    Rule("commit", "commit-foreign", "a manifest of another booth or id", "422", _foreign),
    Rule("commit", "commit-invalid", "wrong and unknown members", "422 without values", _invalid),
    Rule("commit", "commit-unreadable", "no JSON, a key twice, NaN, 5,000 deep", "400", _unreadable),
    Rule("commit", "commit-at-once", f"the same {AT_ONCE} times at once", "one 201, else 200", _at_once),
    Rule("commit", "commit-one-picture", "one picture in both roles", "201, verifies", _one_picture),
)
