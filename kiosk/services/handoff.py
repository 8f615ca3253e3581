"""The desk for the student's own phone: has a page opened, waits for what is sent, has it erased."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.contact import given_contact
from kiosk.campaign.standing import school_fits
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.services.errands import Errand, Errands
from kiosk.services.scanning import told
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.parts import Handoff, HandoffKind
from kiosk.store.store import Store
from kiosk.sync.credentials import Credentials
from kiosk.sync.handoff_client import HandoffClient, HandoffState
from kiosk.sync.outcome import Meaning
from kiosk.sync.settings import SyncSettings

log = logging.getLogger(__name__)

PATIENCE_S = 2.0
"""A person stands before the screen: a server that has not answered by then counts as not there."""
LOOK_EVERY_S = 1.0
SILENCE_S = 10.0
"""A page whose server is silent for so long is given up: its QR code would lead nowhere."""

OFFLINE, EXPIRED, UNAVAILABLE = "handoff-offline", "handoff-expired", "handoff-unavailable"


@dataclass(frozen=True)
class _Wish:
    """What the page is for, and the campaign it was asked in."""

    kind: HandoffKind
    campaign: Campaign


class HandoffDesk:
    """Opens pages at the central server; a thread of its own named ``handoff``.

    Parameters
    ----------
    campaign
        The one of the session that runs now.
    language
        For a phone that says nothing of its own.
    """

    def __init__(
        self,
        store: Store,
        campaign: Callable[[], Campaign],
        language: str,
        settings: SyncSettings,
        clock: Clock,
        post: Callable[[ev.Event], None],
    ) -> None:
        self._store, self._campaign, self._language = store, campaign, language
        self._settings, self._clock = settings.within(PATIENCE_S), clock
        self._errands = Errands("handoff", post)
        self._client: HandoffClient | None = None

    def start(self) -> None:
        """Take up the credentials, if the booth has any."""
        credentials = Credentials.kept(self._store.secrets)
        if credentials is not None:
            self._client = HandoffClient(credentials, self._settings, self._store.secrets)

    def stop(self) -> None:
        """Break off a call in progress and end the thread."""
        self._errands.call_off()
        if self._client is not None:
            self._client.abort()
        self._errands.stop()

    def forget(self) -> None:
        """The person has left: the page is closed, and nothing of it is posted any more."""
        self._errands.call_off()

    def carry_out(self, effect: fx.Effect) -> bool:
        """Take on what concerns the phone."""
        match effect:
            case fx.OpenHandoff(kind):
                wish = _Wish(kind, self._campaign())
                self._errands.run(
                    lambda errand: self._serve(errand, wish), failed=ev.HandoffEnded(UNAVAILABLE)
                )
            case fx.CloseHandoff():
                self._errands.call_off()
            case _:
                return False
        return True

    def _serve(self, errand: Errand, wish: _Wish) -> None:
        if self._client is None:
            errand.tell(ev.HandoffEnded(OFFLINE))
            return
        outcome, page = self._client.open(str(wish.kind), wish.campaign.id, self._language)
        if page is None:
            log.info("no page for a phone: %s", outcome.reason)
            refused = outcome.meaning is Meaning.BLOCK
            errand.tell(ev.HandoffEnded(UNAVAILABLE if refused else OFFLINE))
            return
        errand.tell(ev.HandoffOpened(Handoff(wish.kind, page.url, page.expires_at)))
        try:
            self._await(errand, wish, self._client, page.id)
        finally:
            self._client.close(page.id)

    def _await(self, errand: Errand, wish: _Wish, client: HandoffClient, id_: str) -> None:
        heard_at = self._clock.monotonic()
        while errand.rest(LOOK_EVERY_S):
            _, found = client.look(id_)
            if found is None:
                if self._clock.monotonic() - heard_at > SILENCE_S:
                    errand.tell(ev.HandoffEnded(OFFLINE))
                    return
                continue
            heard_at = self._clock.monotonic()
            if found.state is HandoffState.EXPIRED:
                errand.tell(ev.HandoffEnded(EXPIRED))
                return
            if found.state is HandoffState.FILLED:
                for event in received(wish.kind, found.fields, wish.campaign):
                    errand.tell(event)
                return


def received(kind: HandoffKind, fields: dict[str, str], campaign: Campaign) -> tuple[ev.Event, ...]:
    """Return what a phone's answer means here, checked once more by this booth's own rules."""
    match kind:
        case HandoffKind.CODE:
            event = told([fields.get("code", "")], lambda code: school_fits(campaign, code))
            if isinstance(event, ev.CodeRead):
                return (event,)
            # The page is used up: first that it is no more, then why.
            return ev.HandoffEnded(), event or ev.CodeRefused("code-other")
        case HandoffKind.NAME:
            name = fields.get("name", "").strip()
            return (ev.NameFilled(name) if name and name.isprintable() else ev.HandoffEnded(UNAVAILABLE),)
        case HandoffKind.CONTACT:
            try:
                names = ("phone", "email", "delivery", "addressee")
                contact = given_contact(campaign.contact, **{n: fields.get(n, "") for n in names})
            except KioskError as error:
                log.info("what a phone sent is not what the campaign asks: %s", error.code)
                return (ev.HandoffEnded(UNAVAILABLE),)
            return (ev.ContactFilled(contact),)
