"""WeChat Pay, native: the real package against a stand-in that signs and verifies as WeChat Pay does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from fastapi.testclient import TestClient
from sqlalchemy import select

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.rules import Fee, FeeProvider
from kiosk.central import fee_wechat
from kiosk.central.app import create_app
from kiosk.central.campaigns import put_campaign
from kiosk.central.fee_providers import NOTICE_PATH, Due, ProviderTrouble
from kiosk.central.fee_wechat import NOTICE_AGE_S, WeChat
from kiosk.central.fees import LOOK_EVERY_S
from kiosk.central.tables import AuditRow
from kiosk.errors import KioskError
from tests.central.conftest import BoothCalls, Site
from tests.central.test_fees import ask, look, mark
from tests.central.wechat_pay import APPID, WeChatPay
from tests.leftovers import ExpectLog

pytest.importorskip("wechatpayv3", reason="WeChat Pay is an optional extra")

AMOUNT = 2000
CAMPAIGN = replace(load_campaign("example"), salt="5a" * 16, fee=Fee(FeeProvider.WECHAT, AMOUNT))


@pytest.fixture
def pay(site: Site) -> Iterator[WeChatPay]:
    with WeChatPay(int(site.clock.now().timestamp())) as running:
        yield running


@pytest.fixture
def shop(site: Site, pay: WeChatPay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same server with a merchant's account, its calls going to the stand-in."""
    account = pay.account(tmp_path_factory.mktemp("account"))
    settings = replace(
        site.central.settings,
        public_url="https://photo.example.edu",
        fees=replace(site.central.settings.fees, wechat=account),
    )
    central = replace(site.central, settings=settings)
    with central.session() as db, db.begin():
        put_campaign(db, CAMPAIGN, central.timestamp())
    app = create_app(central)
    provider = app.state.fees._providers[FeeProvider.WECHAT]
    provider._api._core._gate_way = pay.url
    with TestClient(app) as client:
        yield Site(central, client, site.clock, site.first)


@pytest.fixture
def booth(shop: Site) -> BoothCalls:
    return shop.booth()


def tell(shop: Site, headers: dict[str, str], body: bytes) -> int:
    return shop.client.post(NOTICE_PATH, content=body, headers=headers).status_code


def audit(shop: Site, order: str) -> list[str]:
    with shop.central.session() as db:
        return list(db.scalars(select(AuditRow.action).where(AuditRow.subject == order).order_by(AuditRow.n)))


def test_a_notice_of_the_payment_settles_the_order_once(
    shop: Site, booth: BoothCalls, pay: WeChatPay
) -> None:
    order = ask(booth)
    assert order["qr"] == f"weixin://wxpay/bizpayurl?pr={order['order'][:12]}"
    assert pay.orders[order["order"]]["to"] == f"https://photo.example.edu{NOTICE_PATH}"
    pay.pay(order["order"], "4200000042")
    notice = pay.notice(order["order"])
    assert [tell(shop, *notice), tell(shop, *notice)] == [204, 204]
    settled = look(booth, order["order"])
    assert (settled["state"], settled["reference"]) == ("paid", "4200000042")
    assert audit(shop, order["order"]) == ["fee-paid"]
    assert not any(call.startswith("GET") for call in pay.calls), "the notice sufficed"
    assert ask(shop.booth(2))["state"] == "paid"


def test_a_payment_whose_notice_never_came_is_found_by_asking(
    shop: Site, booth: BoothCalls, pay: WeChatPay
) -> None:
    order = ask(booth)["order"]
    assert look(booth, order)["state"] == "open"
    pay.pay(order)
    assert look(booth, order)["state"] == "open", "not asked at every look"
    shop.clock.advance(LOOK_EVERY_S)
    assert look(booth, order)["state"] == "paid"


def test_forged_and_foreign_notices_change_nothing(shop: Site, booth: BoothCalls, pay: WeChatPay) -> None:
    order = ask(booth)["order"]
    pay.pay(order)
    headers, body = pay.notice(order)
    calls = list(pay.calls)
    forged = [
        ({**headers, "Wechatpay-Signature": "AAAA"}, body),
        ({**headers, "Wechatpay-Serial": "0ABC"}, body),
        ({**headers, "Wechatpay-Nonce": "other"}, body),
        ({name: value for name, value in headers.items() if name != "Wechatpay-Signature-Type"}, body),
        (headers, body.replace(b"SUCCESS", b"REFUNDS")),
        ({}, body),
        (headers, b"\xff"),
        pay.notice(order, mchid="1900000110"),
        pay.notice(order, appid="wx0000000000000000"),
        pay.notice(order, trade_state="NOTPAY"),
        pay.notice(order, amount={"total": AMOUNT, "currency": "USD"}),
        pay.notice(order, amount={"total": str(AMOUNT), "currency": "CNY"}),
        pay.notice(order, amount=None),
    ]
    pay.signing = generate_private_key(65537, 2048)
    forged.append(pay.notice(order))
    pay.signing = pay.platform
    assert [tell(shop, *notice) for notice in forged] == [400] * len(forged)
    shop.clock.advance(NOTICE_AGE_S + 1)
    assert tell(shop, headers, body) == 400, "an old one that somebody kept"
    with shop.central.session() as db:
        assert db.scalars(select(AuditRow.action).where(AuditRow.subject == order)).all() == []
    assert pay.calls == calls, "no stranger has the server call anybody"


def test_another_amount_leaves_the_order_open_and_on_record(
    shop: Site, booth: BoothCalls, pay: WeChatPay, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.central.fees", "another amount")
    order = ask(booth)["order"]
    pay.pay(order, total=1)
    assert tell(shop, *pay.notice(order)) == 204
    assert audit(shop, order) == ["fee-amount-wrong"] and ask(booth)["state"] == "open"


def test_staff_may_take_it_instead_and_nobody_pays_twice(
    shop: Site, booth: BoothCalls, pay: WeChatPay
) -> None:
    order, other = ask(booth)["order"], ask(booth, "another-persons-code")["order"]
    assert mark(booth, order)["state"] == "marked"
    assert pay.orders[order]["state"] == "CLOSED", "its code on the screen pays no more"
    pay.pay(other)
    assert mark(booth, other)["state"] == "paid", "was paid a moment before"


def test_a_code_is_good_for_two_hours_and_renewed_for_the_same_order(
    shop: Site, booth: BoothCalls, pay: WeChatPay
) -> None:
    order = ask(booth)["order"]
    assert ask(booth)["order"] == order
    assert pay.calls.count("POST /v3/pay/transactions/native") == 1
    shop.clock.advance(6600)
    assert ask(booth)["order"] == order and len(pay.orders) == 1
    assert pay.calls.count("POST /v3/pay/transactions/native") == 2


def test_answers_that_are_not_theirs_and_outages_are_no_payment(
    shop: Site, booth: BoothCalls, pay: WeChatPay, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.central.fees", "cannot be asked|not known")
    order = ask(booth)["order"]
    pay.pay(order)
    pay.signing = generate_private_key(65537, 2048)
    assert look(booth, order)["state"] == "open"
    assert ask(booth, "another-persons-code")["status"] == 503
    assert mark(booth, order)["status"] == 503, "not marked as long as it is unknown whether it was paid"
    pay.signing = pay.platform
    shop.clock.advance(LOOK_EVERY_S)
    assert look(booth, order)["state"] == "paid"


def test_a_provider_that_hangs_does_not_hold_the_server(
    shop: Site, booth: BoothCalls, pay: WeChatPay, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.central.fees", "too many calls wait")
    monkeypatch.setattr(fee_wechat, "TURN_S", 0.05)
    order = ask(booth)["order"]
    turns = shop.client.app.state.fees._providers[FeeProvider.WECHAT]._turns  # type: ignore[attr-defined]
    for _ in range(fee_wechat.AT_ONCE):
        turns.acquire()
    assert look(booth, order)["state"] == "open" and mark(booth, order)["status"] == 503
    for _ in range(fee_wechat.AT_ONCE):
        turns.release()
    assert mark(booth, order)["state"] == "marked"


def test_without_a_public_address_or_with_a_bad_key_it_is_told(
    site: Site, pay: WeChatPay, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("account")
    account = pay.account(folder)
    shop = WeChat(account, site.clock)
    with pytest.raises(ProviderTrouble, match="public_url"):
        shop.open(Due("0" * 32, 1, "x", None, "http://127.0.0.1:8460"))
    assert shop.look(Due("0" * 32, 1, "x", None, "")) is None and account.appid == APPID
    Path(account.private_key_file).write_text("no key", encoding="ascii")
    with pytest.raises(KioskError) as error:
        WeChat(account, site.clock)
    assert error.value.code == "wechat-settings"
