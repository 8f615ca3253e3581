"""What every client of the central server has in common: one call at a time, its answer judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kiosk.errors import KioskError
from kiosk.sync.credentials import Credentials, Secrets
from kiosk.sync.outcome import Outcome, judge, judge_failure
from kiosk.sync.settings import SyncSettings
from kiosk.sync.transport import Answer, CallFailed, Transport

JSON = {"Content-Type": "application/json"}
UNAUTHORIZED = 401


class Caller:
    """Calls of one enrolled booth; owned by one thread, only :meth:`abort` may come from another.

    Parameters
    ----------
    secrets
        Where the credentials are kept: another client of this booth may have changed the token since. A
        call that is refused for its token (nothing was done then) is made again with the one that is kept,
        then with the one before it, which is the right one for a server that was put back to an earlier day.
    """

    def __init__(
        self, credentials: Credentials, settings: SyncSettings, secrets: Secrets | None = None
    ) -> None:
        self._credentials, self._secrets = credentials, secrets
        self._transport = Transport(credentials.url, credentials.token, settings)

    def abort(self) -> None:
        """End the call in progress and refuse every later one; from any thread."""
        self._transport.abort()

    def _call(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, Any] | None = None
    ) -> tuple[Answer | None, Outcome]:
        try:
            answer = self._transport.call(method, path, body, headers)
            if answer.status == UNAUTHORIZED:
                answer = self._with_another_token(answer, method, path, body, headers)
        except CallFailed as failure:
            return None, judge_failure(failure)
        return answer, judge(answer)

    def _with_another_token(
        self, refused: Answer, method: str, path: str, body: bytes | None, headers: dict[str, Any] | None
    ) -> Answer:
        used = self._transport.token
        for token in self._other_tokens():
            self._transport.use(token)
            answer = self._transport.call(method, path, body, headers)
            if answer.status != UNAUTHORIZED:
                return answer
        if used is not None:
            self._transport.use(used)
        return refused

    def _other_tokens(self) -> Iterator[str]:
        used = self._transport.token
        try:
            kept = None if self._secrets is None else Credentials.kept(self._secrets)
        except KioskError:  # the next start says so; here there is nothing but the token in hand
            return
        if kept is not None and kept.device == self._credentials.device:
            yield from (token for token in (kept.token, kept.previous) if token not in (None, used))
