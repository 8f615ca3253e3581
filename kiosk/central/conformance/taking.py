"""Rules of taking pictures: whole, digested, of reasonable size, and nothing else."""

from __future__ import annotations

import secrets

from kiosk.central.conformance.calls import Breach
from kiosk.central.conformance.rows import Rule
from kiosk.central.conformance.visitor import PHOTO_SIZE_PX, Visitor, draw
from kiosk.digest import content_digest, sha256_hex

HUGE_BYTES = 1 << 30
PROMPT_S = 10.0
"""A refusal by the announced length comes at once; who reads a gigabyte first does not refuse it."""


def _new_then_known(visitor: Visitor) -> None:
    made = visitor.make()
    data = next(iter(made.blobs.values()))
    visitor.put_blob(data).must_be(201)
    visitor.put_blob(data).must_be(204)


def _path_digest(visitor: Visitor) -> None:
    made = visitor.make()
    name, other = made.blobs
    visitor.put_blob(made.blobs[name], name=other).must_be(400, problem="digest-mismatch")
    _must_be_missing(visitor, other)


def _header_digest(visitor: Visitor) -> None:
    data = draw(PHOTO_SIZE_PX)
    for header in (None, content_digest(b"another"), "md5=:AAAA:", ""):
        reply = visitor.put_blob(data, headers={"Content-Digest": header})
        reply.must_be(400, problem="digest-mismatch")
    _must_be_missing(visitor, sha256_hex(data))


def _must_be_missing(visitor: Visitor, name: str) -> None:
    """See by a manifest that names it whether a refused picture was kept all the same."""
    made = visitor.make()
    made.manifest["blobs"]["photo"]["sha256"] = name
    missing = visitor.put(made).must_be(424).data().get("missing", [])
    if name not in missing:
        raise Breach("a refused picture was kept")


def _chunked(visitor: Visitor) -> None:
    data = draw(PHOTO_SIZE_PX)
    headers = {"Content-Type": "image/jpeg", "Content-Digest": content_digest(data)}
    reply = visitor.call("PUT", f"/blobs/{sha256_hex(data)}", headers=headers, chunks=[data[:99], data[99:]])
    reply.must_be(411)
    _must_be_missing(visitor, sha256_hex(data))


def _huge(visitor: Visitor) -> None:
    name = secrets.token_hex(32)
    reply = visitor.put_blob(b"\xff\xd8\xff", name=name, headers={"Content-Length": str(HUGE_BYTES)})
    reply.must_be(413)
    if reply.took_s > PROMPT_S:
        raise Breach(f"refused only after {reply.took_s:.0f} s")


def _no_picture(visitor: Visitor) -> None:
    whole = draw(PHOTO_SIZE_PX)
    for data in (b"no picture", whole[: len(whole) // 2], b"\x89PNG\r\n\x1a\n" + bytes(40)):
        visitor.put_blob(data).must_be(415)


def _bad_name(visitor: Visitor) -> None:
    data = draw(PHOTO_SIZE_PX)
    for name in (sha256_hex(data).upper(), sha256_hex(data)[:-1], "..%2f..%2fetc%2fpasswd", "%00" * 64):
        visitor.put_blob(data, name=name).must_be(400, 404, 422)


RULES = (
    Rule("blobs", "blob-new", "PUT /blobs/… twice", "201, then 204", _new_then_known),
    Rule("blobs", "blob-name", "PUT /blobs/… of another picture", "400, not kept", _path_digest),
    Rule("blobs", "blob-digest", "PUT without or with a wrong Content-Digest", "400", _header_digest),
    Rule("blobs", "blob-chunked", "PUT with a chunked body", "411, not kept", _chunked),
    Rule("blobs", "blob-huge", "PUT announcing 1 GiB", "413 before it is sent", _huge),
    Rule("blobs", "blob-no-picture", "PUT of text, half a JPEG, a PNG's head", "415", _no_picture),
    Rule("blobs", "blob-bad-name", "PUT under names that are no digests", "4xx", _bad_name),
)
