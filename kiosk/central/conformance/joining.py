"""Rules of enrolment, and of what one booth may see of another's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.central.conformance.calls import Breach, Target
from kiosk.central.conformance.rows import Rule
from kiosk.central.conformance.visitor import Claim, Visitor, visitor_of
from kiosk.digest import canonical_json, sha256_hex


@dataclass
class Joining:
    """The way in by a one-time code; ``visitor`` is who came in by it."""

    target: Target
    code: str
    visitor: Visitor | None = None

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules, to be tried in this order: the code is used up on the way."""
        return (
            self._rule("enrol-wrong-code", "an unknown code", "403", self._wrong_code),
            self._rule("enrol-proof", "proof by another key", "422, code unused", self._wrong_proof),
            self._rule("enrol", "code and proof", "201, token and keys", self._enrol),
            self._rule("enrol-again", "the same again", "201, a token that works", self._again),
            self._rule("enrol-once", "the code from another booth", "403", self._once),
            self._rule(
                "token-rotate",
                "POST /device/token",
                "200; the old one ends once the new one was used",
                self._rotate,
            ),
        )

    def _rule(self, name: str, request: str, expected: str, check: Callable[[], None]) -> Rule:
        asked = request if request.startswith("POST") else f"POST /enrolments, {request}"
        return Rule("enrolment", name, asked, expected, lambda _: check())

    def _wrong_code(self) -> None:
        Claim.make("2222-2222-2222").send(self.target).must_be(403)

    def _wrong_proof(self) -> None:
        Claim.make(self.code, Ed25519PrivateKey.generate()).send(self.target).must_be(422)

    def _enrol(self) -> None:
        self._claim = Claim.make(self.code)
        self.visitor = visitor_of(self.target, self._claim.send(self.target))
        if self.visitor.device != self._claim.device:
            raise Breach("the answer names another device")
        self.visitor.call("GET", "/device/config").must_be(200)

    def _again(self) -> None:
        visitor = self._inside()
        again = visitor_of(self.target, self._claim.send(self.target))
        if again.device != visitor.device or again.keys != visitor.keys:
            raise Breach("another device or other keys than the first time")
        visitor.token = again.token
        visitor.call("GET", "/device/config").must_be(200)

    def _once(self) -> None:
        self._inside()
        Claim.make(self.code).send(self.target).must_be(403)
        self._claim.send(self.target, sha256_hex(b"another request")).must_be(403)

    def _rotate(self) -> None:
        visitor = self._inside()
        old = visitor.token
        for _ in range(2):  # the first answer may have been lost: the booth has the old one only
            token = self.target.call("POST", "/device/token", b"", old).must_be(200).data().get("token")
            if not isinstance(token, str) or token == old:
                raise Breach("no new token")
            self.target.call("GET", "/device/config", token=old).must_be(200)
        visitor.token = token
        visitor.call("GET", "/device/config").must_be(200)
        self.target.call("GET", "/device/config", token=old).must_be(401)
        visitor.call("GET", "/device/config").must_be(200)

    def _inside(self) -> Visitor:
        if self.visitor is None:
            raise Breach("could not be tried: the enrolment failed")
        return self.visitor


def apart(other: Visitor) -> tuple[Rule, ...]:
    """Return the rules of two booths; ``other`` is the second."""

    def read(visitor: Visitor) -> None:
        made = visitor.deliver()
        other.call("GET", f"/submissions/{made.id}").must_be(404)
        if other.reconcile((made.id, made.fingerprint)) != {made.id: "unknown"}:
            raise Breach("another booth learns of it by reconciling")
        feed = other.call("GET", "/submissions?since=0").must_be(200).data()
        if any(item["id"] == made.id for item in feed["items"]):
            raise Breach("it is in another booth's feed")

    def change(visitor: Visitor) -> None:
        made = visitor.deliver()
        other.call("DELETE", f"/submissions/{made.id}").must_be(404)
        taken = canonical_json({**made.manifest, "device": other.device})
        other.call("PUT", f"/submissions/{made.id}", taken).must_be(409)
        visitor.verify(made, visitor.put(made).must_be(200))

    return (
        Rule("apart", "apart-read", "GET, reconcile, feed of another's", "404, unknown, absent", read),
        Rule("apart", "apart-change", "DELETE, PUT of another's", "404, 409", change),
    )
