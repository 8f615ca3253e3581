"""The desk for the fee: what is due, whether it was paid, what staff took; without a network by policy."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.digests import person_key
from kiosk.campaign.payment import Bill, Payment, Settled
from kiosk.campaign.rules import FeeOffline, FeeProvider
from kiosk.capture_code.payload import parse_payload
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.services.errands import Errand, Errands
from kiosk.services.fee_marks import FeeMark, FeeMarks
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.store.store import Store
from kiosk.store.uuid7 import new_uuid7
from kiosk.sync.credentials import Credentials
from kiosk.sync.fee_client import FeeClient, FeeState, Owed
from kiosk.sync.outcome import Meaning, Outcome
from kiosk.sync.settings import SyncSettings

log = logging.getLogger(__name__)

PATIENCE_S = 4.0
"""The server asks the payment provider meanwhile, which takes a second or two."""
LOOK_EVERY_S = 1.0
NOTICE_S = 5.0
"""So long it is said that the fee is left open, before the session goes on."""

OFFLINE, LEFT_OPEN, UNAVAILABLE, NOT_KEPT = "fee-offline", "fee-left-open", "fee-unavailable", "fee-not-kept"


class FeeDesk:
    """Asks the central server for fees; a thread of its own named ``fee``.

    Parameters
    ----------
    campaign
        The one of the session that runs now.
    """

    def __init__(
        self,
        store: Store,
        campaign: Callable[[], Campaign],
        settings: SyncSettings,
        clock: Clock,
        post: Callable[[ev.Event], None],
    ) -> None:
        self._store, self._campaign, self._clock = store, campaign, clock
        self._settings = settings.within(PATIENCE_S)
        self._errands = Errands("fee", post)
        self._marks = FeeMarks(store.secrets)  # used on the desk's thread only
        self._client: FeeClient | None = None

    def start(self) -> None:
        """Take up the credentials, if the booth has any, and tell what was taken before the start."""
        credentials = Credentials.kept(self._store.secrets)
        if credentials is not None:
            client = self._client = FeeClient(credentials, self._settings, self._store.secrets)
            self._errands.run(lambda errand: self._tell_marks(client))

    def stop(self) -> None:
        """Break off a call in progress and end the thread; what staff took is still kept."""
        self._errands.call_off()
        if self._client is not None:
            self._client.abort()
        self._errands.stop()

    def forget(self) -> None:
        """The person has left: what becomes of the bill is the server's matter now."""
        self._errands.call_off()

    def carry_out(self, effect: fx.Effect) -> bool:
        """Take on what concerns the fee."""
        campaign = self._campaign()
        match effect:
            case fx.AskFee(person):
                self._errands.run(
                    lambda errand: self._ask(errand, campaign, person.code_raw),
                    failed=ev.FeeFailed(UNAVAILABLE, person.code_raw),
                )
            case fx.MarkPaid(person, bill):
                self._errands.run(
                    lambda errand: self._mark(errand, campaign, person.code_raw, bill),
                    failed=ev.FeeFailed(NOT_KEPT, person.code_raw),
                    lasting=True,
                )
            case _:
                return False
        return True

    def _ask(self, errand: Errand, campaign: Campaign, code: str) -> None:
        owed, refused = self._owed(campaign, code)
        if refused:
            errand.tell(ev.FeeFailed(UNAVAILABLE, code))
        elif owed is None:
            self._without_network(errand, campaign, code)
        else:
            self._settle_or_show(errand, owed, code)

    def _settle_or_show(self, errand: Errand, owed: Owed, code: str) -> None:
        """Watch a bill for as long as it is shown; a network that fails meanwhile is waited for."""
        if owed.state is FeeState.OPEN:
            bill = Bill(owed.order, owed.amount_fen, owed.provider, owed.qr)
            errand.tell(ev.FeeShown(bill, code))
        while owed.state is FeeState.OPEN:
            if self._client is None or not errand.rest(LOOK_EVERY_S):
                return
            owed = self._client.look(owed.order)[1] or owed
        errand.tell(ev.FeeSettled(_payment(owed), code))

    def _without_network(self, errand: Errand, campaign: Campaign, code: str) -> None:
        mark, fee = self._taken(campaign, code), campaign.fee
        if mark is not None:  # taken here before, and still to be told to the server
            errand.tell(ev.FeeSettled(_marked(mark, fee.provider), code))
        elif fee.provider is FeeProvider.MANUAL:
            errand.tell(ev.FeeShown(Bill(self._own_number(), fee.amount_fen, fee.provider), code))
        elif fee.offline is FeeOffline.WAIT:
            errand.tell(ev.FeeFailed(OFFLINE, code))
        else:
            errand.tell(ev.FeeFailed(LEFT_OPEN, code))
            if errand.rest(NOTICE_S):
                payment = Payment(self._own_number(), fee.amount_fen, fee.provider, Settled.OPEN)
                errand.tell(ev.FeeSettled(payment, code))

    def _mark(self, errand: Errand, campaign: Campaign, code: str, bill: Bill) -> None:
        """Tell the server what staff took, or keep it until it can be told: it is never forgotten."""
        mark = FeeMark(campaign.id, _person(campaign, code), code, bill.order, bill.amount_fen)
        told = None if self._client is None else self._tell(self._client, mark)[1]
        if told is not None:
            self._settle_or_show(errand, told, code)
            return
        try:
            self._marks.add(mark)
        except KioskError as error:
            log.error("a fee that staff took could not be kept: %s", error.code)
            errand.tell(ev.FeeFailed(NOT_KEPT, code))
            return
        errand.tell(ev.FeeSettled(_marked(mark, bill.provider), code))

    def _taken(self, campaign: Campaign, code: str) -> FeeMark | None:
        """Return what was taken here for a person and is still to be told to the server."""
        try:
            return self._marks.find(campaign.id, _person(campaign, code))
        except KioskError as error:
            log.error("fees that staff took cannot be read: %s", error.code)
            return None

    def _owed(self, campaign: Campaign, code: str) -> tuple[Owed | None, bool]:
        """Return what is owed, None without a network; and whether the server refuses to take fees."""
        if self._client is None:
            return None, False
        self._tell_marks(self._client)
        outcome, owed = self._client.ask(campaign.id, code)
        return owed, outcome.meaning is Meaning.BLOCK

    def _tell_marks(self, client: FeeClient) -> None:
        """Tell the server what was taken without a network, oldest first, until a call fails."""
        try:
            for mark in self._marks.all():
                outcome, told = self._tell(client, mark)
                if told is not None:
                    self._marks.remove(mark)
                elif outcome.meaning is not Meaning.BLOCK:
                    return
        except KioskError as error:
            log.error("fees that staff took cannot be read or removed: %s", error.code)

    def _tell(self, client: FeeClient, mark: FeeMark) -> tuple[Outcome, Owed | None]:
        """Tell the server of one mark; an order it left open after that, it has put on record for staff."""
        outcome, owed = client.ask(mark.campaign, mark.code)
        if owed is not None and owed.state is FeeState.OPEN:
            outcome, owed = client.mark(owed.order, mark.amount_fen, mark.order)
        return outcome, owed

    def _own_number(self) -> str:
        return f"booth-{new_uuid7(self._clock)}"


def _person(campaign: Campaign, code: str) -> str:
    return person_key(campaign.salt, parse_payload(code))


def _payment(owed: Owed) -> Payment:
    """Return how an order of the server was settled; one that is not due any more is settled too."""
    settled = Settled.MARKED if owed.state is FeeState.MARKED else Settled.PAID
    return Payment(owed.order, owed.amount_fen, owed.provider, settled, owed.reference)


def _marked(mark: FeeMark, provider: FeeProvider) -> Payment:
    return Payment(mark.order, mark.amount_fen, provider, Settled.MARKED)
