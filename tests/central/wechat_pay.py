"""A stand-in for WeChat Pay's servers (API v3, native): signs with its own key, verifies the merchant's."""

from __future__ import annotations

import base64
import json
import re
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from kiosk.central.fee_settings import WeChatSettings

APPID, MCHID, SERIAL, KEY_ID = "wx0123456789abcdef", "1900000109", "0A1B2C3D4E5F", "PUB_KEY_ID_0119000001"
_AUTHORIZATION = re.compile(
    r'WECHATPAY2-SHA256-RSA2048 mchid="(\d+)",nonce_str="(\w+)",signature="([^"]+)",timestamp="(\d+)",'
    r'serial_no="(\w+)"'
)


@dataclass
class WeChatPay:
    """Keeps orders as the real one does; ``signing`` is the key its answers are signed with.

    ``time_s`` is what its clock says, seconds since the epoch.
    """

    time_s: int
    merchant: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    platform: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    apiv3_key: str = field(default_factory=lambda: secrets.token_hex(16))
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    signing: RSAPrivateKey | None = None

    def __post_init__(self) -> None:
        self.signing = self.platform

    def __enter__(self) -> WeChatPay:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._serve(b"")

            def do_POST(self) -> None:
                self._serve(self.rfile.read(int(self.headers["Content-Length"])))

            def _serve(self, body: bytes) -> None:
                status, answer = outer._answer(self.command, self.path, self.headers["Authorization"], body)
                text = json.dumps(answer) if answer is not None else ""
                self.send_response(status)
                for name, value in outer.signed(text).items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def account(self, folder: Path) -> WeChatSettings:
        """Write the keys a merchant holds and return its settings."""
        private = self.merchant.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = self.platform.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        names = {"merchant.pem": private, "wechat.pem": public, "apiv3.key": self.apiv3_key.encode()}
        for name, content in names.items():
            (folder / name).write_bytes(content)
        merchant, wechat, key = (str(folder / name) for name in names)
        return WeChatSettings(APPID, MCHID, SERIAL, merchant, key, KEY_ID, wechat)

    def pay(self, order: str, reference: str = "4200000001", total: int | None = None) -> None:
        """Somebody has paid."""
        held = self.orders[order]
        held |= {
            "state": "SUCCESS",
            "reference": reference,
            "paid": held["total"] if total is None else total,
        }

    def notice(self, order: str, **changes: Any) -> tuple[dict[str, str], bytes]:
        """Return headers and body of the notice of a payment; ``changes`` are made to the transaction."""
        inside = json.dumps(self._transaction(order) | changes).encode()
        nonce, about = secrets.token_hex(6), "transaction"
        sealed = AESGCM(self.apiv3_key.encode()).encrypt(nonce.encode(), inside, about.encode())
        body = json.dumps(
            {
                "id": secrets.token_hex(8),
                "event_type": "TRANSACTION.SUCCESS",
                "resource_type": "encrypt-resource",
                "resource": {
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": base64.b64encode(sealed).decode(),
                    "associated_data": about,
                    "nonce": nonce,
                    "original_type": "transaction",
                },
            }
        )
        return self.signed(body), body.encode()

    def signed(self, text: str) -> dict[str, str]:
        """Return the headers by which a text is this server's."""
        assert self.signing is not None
        nonce = secrets.token_hex(16)
        message = f"{self.time_s}\n{nonce}\n{text}\n".encode()
        signature = self.signing.sign(message, PKCS1v15(), SHA256())
        return {
            "Wechatpay-Signature": base64.b64encode(signature).decode(),
            "Wechatpay-Timestamp": str(self.time_s),
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": KEY_ID,
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }

    def _answer(
        self, method: str, path: str, authorization: str, body: bytes
    ) -> tuple[int, dict[str, Any] | None]:
        if not self._is_merchants(method, path, authorization, body):
            return 401, {"code": "SIGN_ERROR"}
        bare = path.partition("?")[0]
        self.calls.append(f"{method} {bare}")
        if bare == "/v3/pay/transactions/native":
            asked = json.loads(body)
            order, total = asked["out_trade_no"], asked["amount"]["total"]
            held = self.orders.setdefault(
                order, {"total": total, "state": "NOTPAY", "to": asked["notify_url"]}
            )
            if held["total"] != total or held["state"] != "NOTPAY":
                return 400, {"code": "INVALID_REQUEST"}
            return 200, {"code_url": f"weixin://wxpay/bizpayurl?pr={order[:12]}"}
        order = bare.removesuffix("/close").rpartition("/")[2]
        if order not in self.orders:
            return 404, {"code": "ORDER_NOT_EXIST"}
        if not bare.endswith("/close"):
            return 200, self._transaction(order)
        if self.orders[order]["state"] == "SUCCESS":
            return 400, {"code": "ORDERPAID"}
        self.orders[order]["state"] = "CLOSED"
        return 204, None

    def _transaction(self, order: str) -> dict[str, Any]:
        held = self.orders[order]
        known = {"appid": APPID, "mchid": MCHID, "out_trade_no": order, "trade_state": held["state"]}
        if held["state"] != "SUCCESS":
            return known
        amount = {"total": held["paid"], "currency": "CNY"}
        return {**known, "transaction_id": held["reference"], "amount": amount}

    def _is_merchants(self, method: str, path: str, authorization: str, body: bytes) -> bool:
        found = _AUTHORIZATION.fullmatch(authorization)
        if found is None:
            return False
        mchid, nonce, signature, timestamp, serial = found.groups()
        message = f"{method}\n{path}\n{timestamp}\n{nonce}\n".encode() + body + b"\n"
        try:
            self.merchant.public_key().verify(base64.b64decode(signature), message, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return (mchid, serial) == (MCHID, SERIAL)
