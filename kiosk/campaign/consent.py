"""Consent: which text was agreed to, for which purpose, provable later by version and hash."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.campaign.person import Consent
from kiosk.campaign.text import Text
from kiosk.digest import canonical_json, sha256_hex
from kiosk.errors import KioskError
from kiosk.tomlfile import STRICT


@dataclass(frozen=True)
class ConsentText:
    """One thing a person is asked to agree to.

    Attributes
    ----------
    purpose
        Stable name, e.g. ``capture``; the central server knows it.
    version
        Raised with every change of the words.
    sha256
        :func:`text_sha256` of title and body: the words cannot change under an old version unseen.
    required
        Whether the session can go on without it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    purpose: Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,39}$")]
    version: Annotated[str, Field(min_length=1)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    title: Text
    body: Text
    required: bool = True


def text_sha256(text: ConsentText) -> str:
    """Return the SHA-256 of the canonical JSON of title and body in both languages, hex."""
    return sha256_hex(canonical_json({"title": asdict(text.title), "body": asdict(text.body)}))


def altered_texts(texts: Sequence[ConsentText]) -> list[str]:
    """Return a sentence for every text whose words do not fit its hash."""
    return [
        f"consents.{text.purpose}.sha256: the words have changed; raise version and set {text_sha256(text)}"
        for text in texts
        if text_sha256(text) != text.sha256
    ]


def give_consent(texts: Sequence[ConsentText], agreed: Collection[str], now: datetime) -> tuple[Consent, ...]:
    """Return the agreements a person gave, in the order of the texts.

    Parameters
    ----------
    agreed
        Purposes whose box was ticked.
    now
        When, with time zone.

    Raises
    ------
    KioskError
        ``consent-missing`` when a required one was not given.
    """
    if any(text.required and text.purpose not in agreed for text in texts):
        raise KioskError(
            "consent-missing",
            "Without these agreements no photo may be taken.",
            "Read and tick every required box, or leave.",
        )
    return tuple(
        Consent(text.purpose, text.version, text.sha256, now) for text in texts if text.purpose in agreed
    )
