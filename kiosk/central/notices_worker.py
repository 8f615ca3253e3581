"""The thread that empties the outbox of notices."""

from __future__ import annotations

import logging
import threading

from kiosk.central import notices
from kiosk.central.campaigns import find_campaign
from kiosk.central.central import Central
from kiosk.central.notices import Channel, Due
from kiosk.central.notices_mail import NotDelivered, send_mail
from kiosk.central.notices_settings import read_secret, read_signing_key
from kiosk.central.notices_text import compose, load_templates
from kiosk.central.webhooks import call_webhook
from kiosk.errors import KioskError

log = logging.getLogger(__name__)

UNREADABLE = "settings"
"""The fault of a notice that could not be made: its secret or its words could not be read."""


class NoticeWorker:
    """Sends what is due every few seconds until it is stopped.

    Raises
    ------
    KioskError
        At once when a secret or the words cannot be read: whoever starts the server learns it, nobody's
        notice is lost.
    """

    def __init__(self, central: Central) -> None:
        self._central = central
        self._settings = central.settings.notices
        self._templates = load_templates()
        if self._settings.email.password_file:
            read_secret(self._settings.email.password_file)
        if self._settings.webhook.on:
            read_signing_key(self._settings.webhook.secret_file)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="notices")

    @property
    def needed(self) -> bool:
        """Whether anybody is to be told anything."""
        return self._settings.email.on or self._settings.webhook.on

    def start(self) -> None:
        """Begin, when there is anything to do at all."""
        if self.needed:
            self._thread.start()

    def stop(self) -> None:
        """Finish the delivery in progress and end; safe when it was never started."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def send_due(self) -> int:
        """Send whatever is due now and return how many notices were tried."""
        tried = 0
        while not self._stop.is_set() and (due := notices.claim(self._central)) is not None:
            tried += 1
            fault, final = None, False
            try:
                self._deliver(due)
            except NotDelivered as error:
                fault, final = error.fault, error.final
            except KioskError:
                fault = UNREADABLE
            except Exception as error:  # one notice must not keep the others from leaving
                fault = f"unexpected {type(error).__name__}"  # its words may name somebody
            notices.settle(self._central, due.id, fault, final)
            if fault is not None:
                log.warning("notice not delivered: %s, try %d", fault, due.tries)
        return tried

    def _deliver(self, due: Due) -> None:
        settings = self._settings
        if due.channel is Channel.WEBHOOK:
            timestamp = str(int(self._central.clock.now().timestamp()))
            call_webhook(due, settings.webhook, timestamp, settings.timeout_s)
            return
        with self._central.session() as db:
            campaign = find_campaign(db, due.campaign)
        message = compose(
            due, campaign, self._templates[due.review], settings.email.sender, self._central.clock
        )
        send_mail(message, settings.email, settings.timeout_s)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                self.send_due()
            except Exception as error:  # whatever it is, the outbox waits in the database and is asked again
                log.error("notices put off: %s", type(error).__name__)  # its words may name somebody
            self._stop.wait(self._settings.poll_s)
