"""The suite's own booth: its identity, its submissions with drawn pictures, and what it has to tidy up."""

from __future__ import annotations

import io
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageDraw

from kiosk.central.conformance.calls import Breach, Reply, Target
from kiosk.digest import canonical_json, fingerprint, sha256_hex
from kiosk.receipt import Receipt, key_id, public_bytes, sign

ENROLMENT_PURPOSE = "photo-kiosk enrolment v1"
CAMPAIGN = "conformance"
PHOTO_SIZE_PX = (480, 640)


@dataclass(frozen=True)
class Made:
    """A submission that this suite drew: the manifest, and its pictures by digest."""

    manifest: dict[str, Any]
    blobs: dict[str, bytes]

    @property
    def id(self) -> str:
        return str(self.manifest["id"])

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.manifest)

    @property
    def body(self) -> bytes:
        return canonical_json(self.manifest)


@dataclass
class Visitor:
    """An enrolled booth of this suite.

    Attributes
    ----------
    keys
        Key id → raw Ed25519 public key, as pinned at enrolment.
    """

    target: Target
    device: str
    token: str
    keys: dict[str, bytes]
    campaign: str = CAMPAIGN
    ids: list[str] = field(default_factory=list)
    _seq: int = 0

    def call(self, method: str, path: str, body: bytes | None = None, **more: Any) -> Reply:
        return self.target.call(method, path, body, self.token, **more)

    def post(self, path: str, data: Any) -> Reply:
        return self.call("POST", path, canonical_json(data))

    def make(self) -> Made:
        """Draw two pictures and write the manifest of a submission of nobody."""
        self._seq += 1
        photo, original = draw(PHOTO_SIZE_PX), draw((320, 240))
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        manifest = {
            "version": 1,
            "id": new_id(),
            "device": self.device,
            "seq": self._seq,
            "saved_at": now,
            "campaign": self.campaign,
            "spec": "conformance",
            "person": {
                "code_raw": f"conformance-{secrets.token_hex(8)}",
                "verified_by": "code",
                "name_masked": "验*",
                **dict.fromkeys(
                    ("student_number", "school_code", "college", "class_name", "level", "id_last4")
                ),
            },
            "consents": [
                {"purpose": "capture", "version": "1", "text_sha256": sha256_hex(b"drawn"), "given_at": now}
            ],
            "blobs": {
                role: {"sha256": sha256_hex(data), "bytes": len(data), "media_type": "image/jpeg"}
                for role, data in (("photo", photo), ("original", original))
            },
            "inspection": {"ok": True, "share": 0.5, "word": "照片"},
            "capture": {"source": "drawn"},
        }
        self.ids.append(str(manifest["id"]))
        return Made(manifest, {sha256_hex(data): data for data in (photo, original)})

    def put_blob(self, data: bytes, name: str | None = None, **more: Any) -> Reply:
        headers = {"Content-Type": "image/jpeg", **more.pop("headers", {})}
        return self.call("PUT", f"/blobs/{name or sha256_hex(data)}", data, headers=headers, **more)

    def put_blobs(self, made: Made) -> None:
        for data in made.blobs.values():
            self.put_blob(data).must_be(201, 204)

    def put(self, made: Made, body: bytes | None = None) -> Reply:
        return self.call("PUT", f"/submissions/{made.id}", made.body if body is None else body)

    def deliver(self) -> Made:
        """Send a fresh submission and see it committed."""
        made = self.make()
        self.put_blobs(made)
        self.verify(made, self.put(made).must_be(201))
        return made

    def verify(self, made: Made, reply: Reply) -> None:
        """Hold an answer against the receipt that the submission has to get.

        Raises
        ------
        Breach
        """
        receipt = Receipt.parse(reply.data())
        if receipt is None:
            raise Breach("the answer is no receipt")
        if not receipt.verifies(made.id, made.fingerprint, tuple(made.blobs), self.keys):
            raise Breach("the receipt is not for this content, or not by a key given at enrolment")

    def reconcile(self, *items: tuple[str, str]) -> dict[str, str]:
        """Return id → status as the server says."""
        asked = {"items": [{"id": id_, "fingerprint": print_} for id_, print_ in items]}
        data = self.post("/submissions:reconcile", asked).must_be(200).data()
        try:
            return {item["id"]: item["status"] for item in data["items"]}
        except (TypeError, KeyError):
            raise Breach("the reconciliation has another shape") from None

    def tidy_up(self) -> str:
        """Erase whatever was made; return what could not be, empty when all is gone."""
        left = []
        for id_ in self.ids:
            try:
                status = self.call("DELETE", f"/submissions/{id_}").status
            except Breach:
                status = 0
            if status != 202:
                left.append(id_)
        return " ".join(left)


@dataclass(frozen=True)
class Claim:
    """An enrolment request that can be sent again."""

    device: str
    body: bytes
    request_key: str

    def send(self, target: Target, request_key: str | None = None) -> Reply:
        headers = {"Idempotency-Key": request_key or self.request_key}
        return target.call("POST", "/enrolments", self.body, headers=headers)

    @classmethod
    def make(cls, code: str, prover: Ed25519PrivateKey | None = None) -> Claim:
        """Write a request of a new booth; ``prover`` signs it instead of the booth's own key."""
        key = Ed25519PrivateKey.generate()
        claim = {"code": code, "device": str(uuid.uuid4()), "public_key": public_bytes(key).hex()}
        proof = sign(ENROLMENT_PURPOSE, claim, prover or key)
        body = canonical_json({**claim, "proof": proof, "version": "conformance"})
        return cls(claim["device"], body, sha256_hex(canonical_json(claim)))


def visitor_of(target: Target, reply: Reply) -> Visitor:
    """Return the booth that an enrolment's answer makes.

    Raises
    ------
    Breach
    """
    data = reply.must_be(201).data()
    try:
        raw = [bytes.fromhex(text) for text in data["receipt_keys"]]
        recovery = bytes.fromhex(data["recovery_key"])
        visitor = Visitor(target, data["device"], data["token"], {key_id(key): key for key in raw})
        if not isinstance(data["config"], dict) or not isinstance(visitor.token, str):
            raise TypeError
    except (TypeError, KeyError, ValueError):
        raise Breach("the answer lacks device, token, receipt_keys, recovery_key or config") from None
    if not raw or any(len(key) != 32 for key in (*raw, recovery)):
        raise Breach("a key is not 32 bytes")
    return visitor


def draw(size: tuple[int, int]) -> bytes:
    """Return a JPEG of coloured ellipses, (width, height) px; no two are alike."""
    picture = Image.new("RGB", size, (230, 230, 235))
    pen = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y = secrets.randbelow(size[0]), secrets.randbelow(size[1])
        colour = tuple(secrets.token_bytes(3))
        pen.ellipse((x - 60, y - 80, x + 60, y + 80), fill=colour)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=85, comment=secrets.token_hex(16).encode("ascii"))
    return data.getvalue()


def new_id() -> str:
    """Return a fresh UUIDv7 (RFC 9562)."""
    unix_ms = int(datetime.now(UTC).timestamp() * 1000)
    value = unix_ms << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
