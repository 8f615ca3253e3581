"""How and to whom results are told: the ``[notices]`` part of ``config/central.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field

from kiosk.campaign.contact import as_email
from kiosk.errors import KioskError
from kiosk.tomlfile import STRICT

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Hosts to which a connection without TLS may be made: nothing leaves the machine."""
SECRET_MIN_BYTES = 16


class MailSecurity(StrEnum):
    """TLS from the start, TLS after STARTTLS, or none (to this machine only)."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True)
class MailSettings:
    """The server that takes e-mail; an empty ``host``: none is sent, an empty ``user``: no log-in."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    host: str
    port: Annotated[int, Field(ge=1, le=65_535)]
    security: MailSecurity
    sender: str
    user: str
    password_file: str

    def __post_init__(self) -> None:
        if self.host and as_email(self.sender) is None:
            raise ValueError("sender must be an e-mail address")
        if self.security is MailSecurity.NONE and self.host and self.host not in LOOPBACK:
            raise ValueError('security may be "none" on this machine only')
        if bool(self.user) != bool(self.password_file):
            raise ValueError("user and password_file belong together")

    @property
    def on(self) -> bool:
        return bool(self.host)


@dataclass(frozen=True)
class WebhookSettings:
    """Who is called with every result; an empty ``url``: nobody."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    url: str
    secret_file: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if self.url and not (safe and parts.hostname):
            raise ValueError("url must begin with https:// (http:// on this machine only)")
        if bool(self.url) != bool(self.secret_file):
            raise ValueError("url and secret_file belong together")

    @property
    def on(self) -> bool:
        return bool(self.url)


@dataclass(frozen=True)
class NoticeSettings:
    """See the file for the source of each number."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    poll_s: Annotated[float, Field(gt=0)]
    timeout_s: Annotated[float, Field(gt=0)]
    retry_first_s: Annotated[float, Field(gt=0)]
    retry_most_s: Annotated[float, Field(gt=0)]
    give_up_after: Annotated[int, Field(ge=1)]
    email: MailSettings
    webhook: WebhookSettings


def read_secret(file: str) -> bytes:
    """Return what a secret's file holds, without the line's end.

    Raises
    ------
    KioskError
        ``notice-secret`` when it cannot be read or is too short to be one.
    """
    try:
        secret = Path(file).read_bytes().strip()
    except OSError as error:
        raise KioskError(
            "notice-secret",
            f"The file {file} cannot be read: {error.strerror}.",
            "Name a readable file in [notices] of central.toml.",
        ) from error
    if not secret:
        raise KioskError("notice-secret", f"The file {file} is empty.", "Write the secret into it.")
    return secret


def read_signing_key(file: str) -> bytes:
    """Return the key that signs webhooks; errors as :func:`read_secret`, also when it can be guessed."""
    secret = read_secret(file)
    if len(secret) < SECRET_MIN_BYTES:
        raise KioskError(
            "notice-secret",
            f"The file {file} holds fewer than {SECRET_MIN_BYTES} bytes.",
            "Write a long random secret into it, for example of: openssl rand -hex 32",
        )
    return secret
