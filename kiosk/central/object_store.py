"""Pictures in an S3-compatible object store, for more than one machine."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from kiosk.central.blobs import BlobTrouble
from kiosk.digest import sha256_hex
from kiosk.errors import KioskError

SCHEME = "s3://"
ENDPOINT = "AWS_ENDPOINT_URL"
"""Environment variable: where the store is, when it is not Amazon's."""
CONNECT_TIMEOUT_S = 5
TIMEOUT_S = 30
RETRIES = 2
"""A booth tries again by itself, so a request is not held up for long."""
RETRY_TIMEOUT_S = 10


class ObjectBlobs:
    """Objects ``<first two digits>/<digest>`` below ``s3://bucket/prefix``.

    Address and credentials come from the environment variables that every S3 client knows
    (``AWS_ENDPOINT_URL``, ``AWS_REGION``, ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``).

    Raises
    ------
    KioskError
        ``s3-not-installed``, ``blobs-url``, ``blobs-plain``, ``blobs-unreachable``.
    """

    def __init__(self, url: str) -> None:
        try:
            import obstore
            from obstore.store import S3Store
        except ImportError as error:
            raise KioskError(
                "s3-not-installed",
                "The packages for an object store are not installed.",
                "Install them with: pip install photo-kiosk[s3]",
            ) from error
        bucket, _, prefix = url.removeprefix(SCHEME).rstrip("/").partition("/")
        if not url.startswith(SCHEME) or not bucket:
            raise KioskError(
                "blobs-url",
                "The address of the pictures names no bucket.",
                "Write it like s3://bucket/prefix.",
            )
        self._api = obstore
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            checksum_algorithm="SHA256",  # the store refuses what was damaged on its way
            client_options={
                "connect_timeout": timedelta(seconds=CONNECT_TIMEOUT_S),
                "timeout": timedelta(seconds=TIMEOUT_S),
                "allow_http": _is_plain_but_here(os.environ.get(ENDPOINT, "")),
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": timedelta(seconds=RETRY_TIMEOUT_S)},
        )
        try:
            self.has("0" * 64)
            next(self.names_before(datetime.min.replace(tzinfo=UTC)), None)
        except BlobTrouble as error:
            raise KioskError(
                "blobs-unreachable",
                f"The object store cannot be used: {error}.",
                "Check the bucket's name, AWS_ENDPOINT_URL, AWS_REGION and the key's rights.",
            ) from error

    def put(self, sha256: str, data: bytes) -> None:
        """Write, then read back: what is acknowledged can be read, whatever stands in between."""
        with _troubled():
            self._api.put(self._store, _path(sha256), data, use_multipart=False)
        held = self.get(sha256)
        if held is None or sha256_hex(held) != sha256:
            raise BlobTrouble("the object store gives back something else than was written")

    def get(self, sha256: str) -> bytes | None:
        try:
            with _troubled():
                return bytes(self._api.get(self._store, _path(sha256)).bytes())
        except FileNotFoundError:
            return None

    def has(self, sha256: str) -> bool:
        try:
            with _troubled():
                self._api.head(self._store, _path(sha256))
        except FileNotFoundError:
            return False
        return True

    def remove(self, sha256: str) -> None:
        try:
            with _troubled():
                self._api.delete(self._store, _path(sha256))
        except FileNotFoundError:
            return

    def names_before(self, moment: datetime) -> Iterator[str]:
        with _troubled():
            for page in self._api.list(self._store):
                for meta in page:
                    if meta["last_modified"] < moment:
                        yield meta["path"].rpartition("/")[2]


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


@contextmanager
def _troubled() -> Iterator[None]:
    """Turn what the client library raises into our own words: its texts hold addresses and request ids."""
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise BlobTrouble(f"the object store answers with {type(error).__name__}") from error


def _is_plain_but_here(endpoint: str) -> bool:
    """Whether the endpoint is spoken to without TLS, which only this very machine may be."""
    parts = urlsplit(endpoint)
    if parts.scheme != "http":
        return False
    host = parts.hostname or ""
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    if not here:
        raise KioskError(
            "blobs-plain",
            "The object store is addressed without TLS: photos would travel readable by anybody.",
            "Use an https:// address in AWS_ENDPOINT_URL.",
        )
    return True
