"""Renewing the booth's token, so that none that was copied once works for ever.

The server keeps the old token good until the new one is used for the first time, and the booth uses the new
one only after it has it on its disk. So wherever this is cut off, the booth holds a token that works.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.sync.client import CentralClient
from kiosk.sync.credentials import Credentials, Secrets
from kiosk.sync.outcome import Meaning, Outcome
from kiosk.sync.settings import SyncSettings

log = logging.getLogger(__name__)

NOT_DUE = Outcome(Meaning.DONE, "not-due")


class Rotation:
    """Asks for a token when the one in use is old; owned by the sync thread, with the client of that thread.

    After the disk failed to take a token none is asked for until the next start: which of the two lies on it
    is not known then, and the server knows both, but would not after another.
    """

    def __init__(
        self,
        credentials: Credentials,
        client: CentralClient,
        secrets: Secrets,
        settings: SyncSettings,
        clock: Clock,
    ) -> None:
        self._credentials, self._client, self._secrets = credentials, client, secrets
        self._settings, self._clock = settings, clock
        self._disk_failed = False

    def step(self, clock_is_right: bool) -> Outcome:
        """Renew the token if it is time; only the clock says so, hence never under a wrong one."""
        if self._disk_failed or not clock_is_right or not self._is_due():
            return NOT_DUE
        outcome, token = self._client.new_token()
        if token is None:
            log.info("the token was not renewed: %s", outcome.reason)
            return outcome
        renewed = replace(
            self._credentials,
            token=token,
            previous=self._client.token,
            since=self._clock.now().isoformat(),
        )
        try:
            renewed.keep(self._secrets)
        except KioskError as error:
            self._disk_failed = True
            log.error("a new token could not be kept: %s", error.code)
            return Outcome(Meaning.RETRY, "token-not-kept")
        self._credentials = renewed
        self._client.use(token)
        log.info("the token was renewed")
        return outcome

    def _is_due(self) -> bool:
        if self._credentials.since is None or self._client.token != self._credentials.token:
            return True  # nobody knows how old it is; or the server was put back and knows the older one only
        age = self._clock.now() - datetime.fromisoformat(self._credentials.since)
        return not timedelta() <= age < timedelta(seconds=self._settings.token_s)
