"""WeChat Pay, native: a payment code on the booth's screen, verified answers and notices (API v3)."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.central.fee_providers import NOTICE_PATH, Due, Paid, ProviderTrouble
from kiosk.central.fee_settings import WeChatSettings
from kiosk.clock import Clock
from kiosk.errors import KioskError

TIMEOUT_S = (2.0, 5.0)
"""To connect, and to wait for an answer: a person stands before the booth."""
AT_ONCE, TURN_S = 8, 1.0
"""No more calls at a time, and no longer wait for a turn: a provider that hangs must not hold every thread
of the server, which has photos to take in."""
CODE_S = 6600.0
"""A code is good for two hours; asked for anew ten minutes before, which returns one of the same order."""
NOTICE_AGE_S = 300
"""An older notice is refused, as WeChat Pay's rules for verifying ask."""

_DONE = range(200, 300)
_GONE = ("ORDER_CLOSED", "ORDERCLOSED", "ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS")


class WeChat:
    """A merchant's account; calls from any thread.

    Raises
    ------
    KioskError
        ``wechat-not-installed`` without the package, ``wechat-settings`` when a key cannot be used.
    """

    code_s = CODE_S

    def __init__(self, settings: WeChatSettings, clock: Clock) -> None:
        try:
            from wechatpayv3 import WeChatPay, WeChatPayType
        except ImportError as error:
            raise KioskError(
                "wechat-not-installed",
                "WeChat Pay is switched on, but its package is not installed.",
                "Install it with: pip install photo-kiosk[wechat]",
            ) from error
        self._settings, self._clock = settings, clock
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        try:
            self._api: Any = WeChatPay(
                wechatpay_type=WeChatPayType.NATIVE,
                mchid=settings.mchid,
                private_key=_read(settings.private_key_file),
                cert_serial_no=settings.cert_serial_no,
                appid=settings.appid,
                apiv3_key=_read(settings.apiv3_key_file),
                public_key=_read(settings.public_key_file),
                public_key_id=settings.public_key_id,
                timeout=TIMEOUT_S,
            )
        except Exception as error:  # the package raises nothing narrower
            raise KioskError(
                "wechat-settings",
                "A key of WeChat Pay cannot be used.",
                "Check the files named in [fees.wechat] of config/central.toml.",
            ) from error

    def open(self, due: Due) -> str | None:
        if not due.base_url.startswith("https://"):
            raise ProviderTrouble("WeChat Pay sends its notices to https only: set public_url")
        answer = self._call(
            "pay",
            description=due.title,
            out_trade_no=due.order,
            amount={"total": due.amount_fen, "currency": "CNY"},
            notify_url=due.base_url + NOTICE_PATH,
        )
        code = answer.get("code_url")
        if not isinstance(code, str) or not code:
            raise ProviderTrouble("no payment code in the answer")
        return code

    def look(self, due: Due) -> Paid | None:
        if due.opened_at is None:
            return None  # never asked for, so nobody can have paid
        answer = self._call("query", out_trade_no=due.order)
        return self._paid(answer)

    def close(self, due: Due) -> None:
        if due.opened_at is not None:
            self._call("close", out_trade_no=due.order)

    def noticed(self, headers: Mapping[str, str], body: bytes) -> Paid | None:
        """Return the payment of a notice whose signature, age, merchant and state are right, else None."""
        # Another serial would have the package ask WeChat Pay for certificates: not at a stranger's bidding.
        if headers.get("wechatpay-serial") != self._settings.public_key_id:
            return None
        try:
            age_s = self._clock.now().timestamp() - int(headers.get("wechatpay-timestamp", "0"))
            if abs(age_s) > NOTICE_AGE_S:
                return None
            notice = self._api.callback(headers, body)
        except Exception:  # the package raises nothing narrower over what is forged or damaged
            return None
        if not isinstance(notice, dict) or notice.get("event_type") != "TRANSACTION.SUCCESS":
            return None
        return self._paid(notice.get("resource"))

    def _paid(self, transaction: Any) -> Paid | None:
        """Return what a transaction says, if it is this merchant's and the money came in."""
        if not isinstance(transaction, dict) or transaction.get("trade_state") != "SUCCESS":
            return None
        amount = transaction.get("amount")
        ours = (self._settings.mchid, self._settings.appid)
        if (transaction.get("mchid"), transaction.get("appid")) != ours or not isinstance(amount, dict):
            return None
        total = amount.get("total") if amount.get("currency") == "CNY" else None
        order, reference = transaction.get("out_trade_no"), transaction.get("transaction_id")
        if not (isinstance(total, int) and isinstance(order, str) and isinstance(reference, str)):
            return None
        return Paid(order, total, reference[:64])

    def _call(self, name: str, **words: Any) -> dict[str, Any]:
        if not self._turns.acquire(timeout=TURN_S):
            raise ProviderTrouble(f"{name}: too many calls wait for an answer")
        try:
            status, text = getattr(self._api, name)(**words)
        except Exception as error:  # connection, time-out, a signature that is not theirs: all bare
            raise ProviderTrouble(f"{name}: {type(error).__name__}") from error
        finally:
            self._turns.release()
        try:
            answer = json.loads(text) if text else {}
        except ValueError:
            answer = {}
        if status in _DONE and isinstance(answer, dict):
            return answer
        code = str(answer.get("code", ""))[:40] if isinstance(answer, dict) else ""
        if name in ("query", "close") and code in _GONE:
            return {}
        raise ProviderTrouble(f"{name}: {status} {code}")


def _read(name: str) -> str:
    return Path(name).read_text(encoding="ascii").strip()
