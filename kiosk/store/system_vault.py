"""The operating system's key store: Windows Credential Locker, or SecretService on Linux."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

import keyring.core
from keyring.backend import KeyringBackend, by_priority, get_all_keyring
from keyring.backends import fail
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringError, KeyringLocked

from kiosk.errors import KioskError

if sys.platform == "linux":
    from secretstorage.exceptions import SecretStorageException

    _FAILURES: tuple[type[Exception], ...] = (KeyringError, SecretStorageException, OSError)
else:
    _FAILURES = (KeyringError, OSError)

SERVICE, USER = "photo-kiosk", "booth"

ACCEPTED = (
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
)
"""Stores that encrypt what they hold with the log-in of the booth's account. Refused are all others, above
all plain-text, null and fail, and a chain with one of those: it hands keys to the first that takes them."""

ABSENT = "keyring.backends.fail.Keyring"
PATIENCE_S = 20.0
"""A key store that asks a person for its password answers when they do; nobody may be there."""

T = TypeVar("T")


def accepted_backend(backend: KeyringBackend) -> KeyringBackend:
    """Return the backend to use of what :mod:`keyring` found.

    Raises
    ------
    KioskError
        ``keys-no-store`` when there is none, ``keys-plain`` for one that is not in :data:`ACCEPTED`.
    """
    members = list(backend.backends) if isinstance(backend, ChainerBackend) else [backend]
    names = [f"{type(member).__module__}.{type(member).__qualname__}" for member in members]
    if not members or names == [ABSENT]:
        raise KioskError(
            "keys-no-store",
            "This machine has no key store that could hold the booth's keys.",
            "Start it in a desktop session with SecretService (gnome-keyring), give it a systemd "
            'credential, or set [keys] store = "file" for a rehearsal.',
        )
    refused = [name for name in names if name not in ACCEPTED]
    if refused:
        raise KioskError(
            "keys-plain",
            f"{', '.join(refused)} does not protect what it holds, so the booth's keys do not go there.",
            "Take it out of the settings of keyring (keyringrc.cfg, PYTHON_KEYRING_BACKEND).",
        )
    return members[0]


def found_backend() -> KeyringBackend:
    """Look again for what there is now: the store may have been started or stopped since.

    What the settings of keyring name comes first, then the best of those that can be reached.
    :func:`keyring.core.init_backend` is not asked: it remembers what it found first for good.
    """
    # A store that cannot be reached makes keyring say why in its own log; what counts is said by
    # accepted_backend.
    logging.getLogger("keyring").setLevel(logging.ERROR)
    chosen = keyring.core.load_env() or keyring.core.load_config()
    if chosen is not None:
        return chosen
    get_all_keyring()  # Reads the modules in, so that their classes are known.
    kinds = [kind for kind in KeyringBackend.get_viable_backends() if not issubclass(kind, ChainerBackend)]
    return max(kinds, key=by_priority, default=fail.Keyring)()


class SystemVault:
    """Keeps the text as a password of :data:`SERVICE` and :data:`USER`.

    Parameters
    ----------
    find
        Gives the backend, asked again at every access.
    """

    plain = False
    name = "the operating system's key store"

    def __init__(
        self, find: Callable[[], KeyringBackend] = found_backend, patience_s: float = PATIENCE_S
    ) -> None:
        self._find, self._patience_s = find, patience_s

    def read(self) -> str | None:
        """Return the text.

        Raises
        ------
        KioskError
            ``keys-locked`` as long as nobody has unlocked it; ``keys-no-store``, ``keys-plain``.
        """
        return self._within(lambda: accepted_backend(self._find()).get_password(SERVICE, USER))

    def write(self, text: str) -> None:
        """Keep the text; errors as in :meth:`read`."""
        self._within(lambda: accepted_backend(self._find()).set_password(SERVICE, USER, text))

    def _within(self, call: Callable[[], T]) -> T:
        results: list[T] = []
        errors: list[Exception] = []

        def work() -> None:
            try:
                results.append(call())
            except Exception as error:
                errors.append(error)

        # A thread that can be left behind: the store's own dialog gives no other way to stop waiting.
        thread = threading.Thread(target=work, name="key-store", daemon=True)
        thread.start()
        thread.join(self._patience_s)
        if results:
            return results[0]
        with contextlib.suppress(IndexError):
            error = errors[0]
            if isinstance(error, (KeyringLocked, InitError)):
                raise _locked() from error
            if isinstance(error, _FAILURES):
                raise _failed() from error
            raise error
        raise _locked()


def _locked() -> KioskError:
    return KioskError(
        "keys-locked",
        "The key store of this machine is locked.",
        "Unlock it (log in to the booth's account); the booth goes on by itself, and nothing is lost.",
    )


def _failed() -> KioskError:
    return KioskError(
        "keys-failed",
        "The key store of this machine reports an error.",
        "Log in to the booth's account again; the stored photos stay where they are.",
    )
