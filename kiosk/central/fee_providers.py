"""The port to whoever takes the money: staff by hand, a sandbox for rehearsals, WeChat Pay."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from kiosk.campaign.rules import FeeProvider
from kiosk.central.settings import CentralSettings
from kiosk.clock import Clock

log = logging.getLogger(__name__)

SANDBOX_FOLDER = "/sandbox/"
NOTICE_PATH = "/fees/notice"
"""Where a provider tells this server of a payment."""


class ProviderTrouble(Exception):
    """The provider cannot be asked now, or answered what it should not; the words hold no personal data."""


@dataclass(frozen=True)
class Due:
    """What is to be paid.

    Attributes
    ----------
    order
        32 hex digits, for the provider too.
    title
        What the payer reads.
    opened_at
        When the provider's payment code was last asked for; None before.
    base_url
        How telephones and the provider reach this server, without a trailing slash.
    """

    order: str
    amount_fen: int
    title: str
    opened_at: datetime | None
    base_url: str


@dataclass(frozen=True)
class Paid:
    """Money that came in; ``reference`` is the provider's own number."""

    order: str
    amount_fen: int
    reference: str


class Provider(Protocol):
    """Takes fees; called outside of any transaction, from any thread."""

    @property
    def code_s(self) -> float | None:
        """After how many seconds a payment code is asked for anew; None: never."""
        ...

    def open(self, due: Due) -> str | None:
        """Return the text of a payment code, None when staff take the money; asking again is fine.

        Raises
        ------
        ProviderTrouble
        """
        ...

    def look(self, due: Due) -> Paid | None:
        """Return the payment of an order, None as long as there is none.

        Raises
        ------
        ProviderTrouble
        """
        ...

    def close(self, due: Due) -> None:
        """See to it that the order cannot be paid any more.

        Raises
        ------
        ProviderTrouble
        """
        ...


@runtime_checkable
class TellsOfPayments(Protocol):
    """A provider that calls this server when somebody has paid."""

    def noticed(self, headers: Mapping[str, str], body: bytes) -> Paid | None:
        """Return the payment of a notice; None unless the notice is the provider's and tells of one."""
        ...


class Manual:
    """Staff take the money and say so at the booth."""

    code_s = None

    def open(self, due: Due) -> str | None:
        return None

    def look(self, due: Due) -> Paid | None:
        return None

    def close(self, due: Due) -> None:
        return None


class Sandbox:
    """Plays a provider: its code leads to a page of this server that pays at a touch, and nobody pays.

    Parameters
    ----------
    pays_after_s
        So long after being asked for an order is paid by itself; 0: never.
    """

    code_s = None

    def __init__(self, pays_after_s: float, clock: Clock) -> None:
        self._pays_after_s, self._clock = pays_after_s, clock

    def open(self, due: Due) -> str | None:
        return f"{due.base_url}{SANDBOX_FOLDER}{due.order}"

    def look(self, due: Due) -> Paid | None:
        if self._pays_after_s == 0 or due.opened_at is None:
            return None
        waited_s = (self._clock.now() - due.opened_at).total_seconds()
        return self.paid(due) if waited_s >= self._pays_after_s else None

    def close(self, due: Due) -> None:
        return None

    def paid(self, due: Due) -> Paid:
        """Return the payment that was played."""
        return Paid(due.order, due.amount_fen, f"sandbox-{due.order[:8]}")


def fee_providers(settings: CentralSettings, clock: Clock) -> Mapping[FeeProvider, Provider]:
    """Return who takes fees here, as the settings switch them.

    Raises
    ------
    KioskError
        ``wechat-not-installed``, ``wechat-settings``.
    """
    providers: dict[FeeProvider, Provider] = {FeeProvider.MANUAL: Manual()}
    if settings.fees.sandbox:
        log.warning("SANDBOX PAYMENTS ARE ON: fees are recorded as paid although nobody pays")
        providers[FeeProvider.SANDBOX] = Sandbox(settings.fees.sandbox_pays_after_s, clock)
    if settings.fees.wechat.mchid:
        from kiosk.central.fee_wechat import WeChat  # an optional dependency

        providers[FeeProvider.WECHAT] = WeChat(settings.fees.wechat, clock)
    return providers
