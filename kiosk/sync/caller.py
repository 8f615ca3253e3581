"""What every client of the central server has in common: one call at a time, its answer judged."""

from __future__ import annotations

from typing import Any

from kiosk.sync.credentials import Credentials
from kiosk.sync.outcome import Outcome, judge, judge_failure
from kiosk.sync.settings import SyncSettings
from kiosk.sync.transport import Answer, CallFailed, Transport

JSON = {"Content-Type": "application/json"}


class Caller:
    """Calls of one enrolled booth; owned by one thread, only :meth:`abort` may come from another."""

    def __init__(self, credentials: Credentials, settings: SyncSettings) -> None:
        self._credentials = credentials
        self._transport = Transport(credentials.url, credentials.token, settings)

    def abort(self) -> None:
        """End the call in progress and refuse every later one; from any thread."""
        self._transport.abort()

    def _call(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, Any] | None = None
    ) -> tuple[Answer | None, Outcome]:
        try:
            answer = self._transport.call(method, path, body, headers)
        except CallFailed as failure:
            return None, judge_failure(failure)
        return answer, judge(answer)
