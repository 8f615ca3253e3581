"""An enrolment photo on its way to a booth: sealed for a key that the booth made for this one question.

Whoever reads the answer later (a proxy's log, a cache, a copy of the line) has nothing: the private half is
in the asking booth's memory only and is gone with the question.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

KEY_BYTES = 32
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_INFO = b"photo-kiosk enrolment photo 1\n"


class NotForUs(Exception):
    """What came cannot be opened: another key's, another person's, or altered."""


class Opener:
    """The key of one question; :attr:`public` goes with it."""

    def __init__(self) -> None:
        self._private = X25519PrivateKey.generate()
        self.public = self._private.public_key().public_bytes_raw()

    def open(self, sealed: bytes, campaign: str, code: str) -> bytes:
        """Return the picture's bytes.

        Raises
        ------
        NotForUs
            When it was not sealed for this question.
        """
        try:
            return _SUITE.decrypt(sealed, self._private, info=_info(campaign, code))
        except (InvalidTag, ValueError) as error:
            raise NotForUs from error


def seal_portrait(picture: bytes, public: bytes, campaign: str, code: str) -> bytes:
    """Seal a picture for who asked (HPKE, RFC 9180), bound to the campaign and code that were asked for.

    Raises
    ------
    ValueError
        When ``public`` is no X25519 key that can be used.
    """
    return _SUITE.encrypt(picture, X25519PublicKey.from_public_bytes(public), info=_info(campaign, code))


def _info(campaign: str, code: str) -> bytes:
    return _INFO + f"{campaign}\n{code}".encode("utf-8", "surrogatepass")
