"""Who takes fees for this server: the part ``[fees]`` of ``config/central.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.tomlfile import STRICT


@dataclass(frozen=True)
class WeChatSettings:
    """A merchant's account for WeChat Pay (API v3); an empty ``mchid`` leaves it out.

    Attributes
    ----------
    appid, mchid
        The application and the merchant, as WeChat Pay names them.
    cert_serial_no, private_key_file
        The merchant's certificate, by its serial number, and its private key (PEM).
    apiv3_key_file
        Holds the 32 characters by which notices are encrypted.
    public_key_id, public_key_file
        WeChat Pay's own public key (PEM), by which its answers and notices are verified.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    appid: str
    mchid: Annotated[str, Field(pattern=r"^\d{0,32}$")]
    cert_serial_no: str
    private_key_file: str
    apiv3_key_file: str
    public_key_id: str
    public_key_file: str


@dataclass(frozen=True)
class FeeSettings:
    """``sandbox`` lets rehearsals pay without money, by themselves ``sandbox_pays_after_s`` after being asked
    (0: only by the button of the sandbox's page); a server that takes money has none.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    sandbox: bool
    sandbox_pays_after_s: Annotated[float, Field(ge=0, le=600)]
    wechat: WeChatSettings

    def __post_init__(self) -> None:
        if self.sandbox and self.wechat.mchid:
            raise ValueError("sandbox payments are for rehearsals: switch them off where money is taken")
