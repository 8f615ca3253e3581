"""The bodies of the API, checked on arrival; what is not listed is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from kiosk.campaign.payment import Settled
from kiosk.campaign.rules import FeeProvider
from kiosk.guidance.waiver import NOTE_MAX_CHARS, StaffRole, WaiverReason

SHA256 = "[0-9a-f]{64}"
UUID7 = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
Sha256 = Annotated[str, Field(pattern=f"^{SHA256}$")]
Uuid7 = Annotated[str, Field(pattern=f"^{UUID7}$")]
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
Text = Annotated[str, Field(max_length=4096)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""A whole number that every database keeps in its INTEGER."""
Large = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""A size, age or cursor: the most that every reader of JSON takes as it stands (RFC 7493)."""
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _instant(value: Any) -> Any:
    """Return a time said as RFC 3339 does, if it can be said in every zone; never a number of seconds."""
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise ValueError("not a time of RFC 3339")
    time = datetime.fromisoformat(value.upper())
    if not datetime(1, 1, 2, tzinfo=UTC) <= time <= datetime(9999, 12, 30, tzinfo=UTC):
        raise ValueError("in the calendar's first or last day")
    return time


Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]


class Body(BaseModel):
    """Base of all bodies: no unknown members, no silent conversion."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Health(Body):
    status: Literal["ok"]
    nonce: str
    time: str
    key: str
    signature: str


class EnrolmentRequest(Body):
    code: Annotated[str, Field(max_length=32)]
    device: Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]
    public_key: Sha256
    proof: Text
    version: Name


class Enrolment(Body):
    device: str
    token: str
    receipt_keys: list[str]
    recovery_key: str
    config: dict[str, JsonValue]


class Token(Body):
    token: str


class Heartbeat(Body):
    queued: Count
    oldest_age_s: Large | None
    blocked: Count
    quarantined: Count
    free_bytes: Large
    clock_offset_s: Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)] | None
    version: Name
    last_seq: Count
    audit_head: Sha256
    withdrawn: Count = 0
    backup: Annotated[str, Field(pattern=r"^[a-z-]{1,20}$")] | None = None


class CodeQuery(Body):
    """``campaign`` says for which collection; without one nobody is known."""

    code: Annotated[str, Field(max_length=16_384)]
    campaign: Name | None = None


class ResolvedPerson(Body):
    """What a booth may learn about the owner of a capture code.

    ``photos`` are the times of finished photos that count for the campaign's limit now.
    """

    name_masked: str | None
    on_roster: bool
    review: str
    reason: str | None
    note: str | None
    submission: str | None
    rejections: int
    photos: list[str]
    paid: str


class PortraitConsent(Body):
    """Which words the person agreed to before their faces are compared."""

    version: Name
    text_sha256: Sha256


class PortraitQuery(Body):
    """``key``: the X25519 public key for which the answer is sealed, made for this question alone."""

    code: Annotated[str, Field(max_length=16_384)]
    campaign: Name
    key: Sha256
    consent: PortraitConsent


class PortraitAnswer(Body):
    """``sealed``: a JPEG under HPKE (RFC 9180; X25519, HKDF-SHA256, AES-256-GCM), base64."""

    sealed: str


class PhotoItem(Body):
    """One finished photo; ``person`` is the campaign's digest of the capture code."""

    id: Uuid7
    campaign: Name
    person: Sha256
    at: Instant


class PhotoReport(Body):
    items: list[PhotoItem]


class RosterItem(Body):
    """One person of a roster: a masked name and salted digests."""

    key: str
    name_masked: str | None
    last4: str | None
    student_number: str | None
    name: str | None
    category: str | None
    level: str | None
    college: str | None
    class_name: str | None


class RosterPage(Body):
    version: int
    entries: list[RosterItem]
    next: str | None


class HandoffRequest(Body):
    """What a student's phone shall be asked for; ``language`` where the phone says none of its own."""

    kind: Literal["code", "name", "contact"]
    campaign: Name
    language: Literal["zh", "en"] = "zh"


class HandoffOpened(Body):
    id: str
    url: str
    expires_at: str


class HandoffState(Body):
    """``fields``: ``code``, ``name``, or those of a contact that were given; empty unless filled."""

    state: Literal["open", "filled", "expired"]
    fields: dict[str, str]


class FeeQuery(Body):
    """Whose fee, of which campaign."""

    campaign: Name
    code: Annotated[str, Field(max_length=16_384)]


class FeeMark(Body):
    """Staff took the money; ``reference`` is what they wrote on the receipt, or the booth's own number.

    ``amount_fen`` is what was taken, by default the order's: another amount is put on record only.
    """

    amount_fen: Count | None = None
    reference: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")] | None = None


class FeeState(Body):
    """An order; ``qr`` is the text of the provider's payment code, ``reference`` the provider's number."""

    order: str
    amount_fen: int
    provider: FeeProvider
    qr: str | None
    state: str
    reference: str | None


class ManifestPerson(Body):
    code_raw: Text
    verified_by: Literal["code", "roster", "typed"]
    name_masked: Text | None
    student_number: Text | None
    school_code: Text | None
    college: Text | None
    class_name: Text | None
    level: Text | None
    id_last4: Annotated[str, Field(max_length=8)] | None


class ManifestConsent(Body):
    purpose: Name
    version: Name
    text_sha256: Sha256
    given_at: Instant


class ManifestBlob(Body):
    sha256: Sha256
    bytes: Annotated[int, Field(gt=0, le=2**31 - 1)]
    media_type: Literal["image/jpeg"]


class ManifestBlobs(Body):
    photo: ManifestBlob
    original: ManifestBlob


class ManifestWaiver(Body):
    """Rules that staff let the person off, and why; ``note`` only where the reason is ``other``."""

    rules: Annotated[list[Name], Field(min_length=1, max_length=64)]
    reason: Annotated[WaiverReason, Field(strict=False)]
    given_at: Instant
    note: Annotated[str, Field(max_length=NOTE_MAX_CHARS)] | None
    role: Annotated[StaffRole, Field(strict=False)]


class ManifestContact(Body):
    """How the person can be reached; ``delivery`` is ``school`` or a postal address."""

    phone: Annotated[str, Field(max_length=32)] | None
    email: Annotated[str, Field(max_length=254)] | None
    delivery: Annotated[str, Field(max_length=200)] | None
    addressee: Annotated[str, Field(max_length=40)] | None


class ManifestPayment(Body):
    """How the fee was settled; ``open`` is left to be paid by the campaign's policy."""

    order: Name
    amount_fen: Count
    provider: Annotated[FeeProvider, Field(strict=False)]
    settled: Annotated[Settled, Field(strict=False)]
    reference: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")] | None


class Manifest(Body):
    """The manifest of a submission; ``inspection`` and ``capture`` are kept as they come.

    ``waiver``, ``contact`` and ``payment`` are absent where there is none.
    """

    version: Literal[1]
    id: Uuid7
    device: Name
    seq: Annotated[int, Field(gt=0, le=2**31 - 1)]
    saved_at: Instant
    campaign: Name
    spec: Name
    person: ManifestPerson
    consents: Annotated[list[ManifestConsent], Field(min_length=1)]
    blobs: ManifestBlobs
    inspection: dict[str, Any]
    capture: dict[str, Any]
    waiver: ManifestWaiver | None = None
    contact: ManifestContact | None = None
    payment: ManifestPayment | None = None


class ReceiptBody(Body):
    """An Ed25519 signature over everything else in it."""

    submission: Uuid7
    fingerprint: Sha256
    blobs: list[Sha256]
    received_at: str
    key: str
    signature: str


class ReconcileItem(Body):
    id: Uuid7
    fingerprint: Sha256


class ReconcileRequest(Body):
    items: list[ReconcileItem]


class ReconcileAnswerItem(Body):
    id: str
    status: Literal["held", "unknown", "conflict", "erased"]


class ReconcileAnswer(Body):
    items: list[ReconcileAnswerItem]


class ReviewState(Body):
    """``waived``: whether the submission came with a waiver, so that whoever reviews it looks for it.

    ``reason`` and ``note`` say why it was sent back, ``rejections`` how often that happened to the person.
    """

    id: str
    review: str
    changed: int
    waived: bool
    reason: str | None
    note: str | None
    rejections: int


class Feed(Body):
    items: list[ReviewState]
    cursor: int
