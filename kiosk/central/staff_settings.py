"""How staff log in, from ``config/central.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.tomlfile import STRICT


@dataclass(frozen=True)
class StaffSettings:
    """Second factor, times and lock-out; an administrator's second factor is no matter of settings.

    Attributes
    ----------
    lockout_after
        That many wrong tries in a row lock a name, for ``lockout_first_s``, doubled with every further one.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    totp_reviewers: bool
    idle_minutes: Annotated[int, Field(ge=2)]
    confirm_minutes: Annotated[int, Field(ge=1)]
    lockout_after: Annotated[int, Field(ge=1)]
    lockout_first_s: Annotated[float, Field(gt=0)]
    lockout_most_s: Annotated[float, Field(gt=0)]
