"""A campaign: one collection at one school, as a file an administrator can read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.campaign.consent import ConsentText, altered_texts
from kiosk.campaign.text import Text
from kiosk.capture_code.code import CaptureCode
from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, load


class IdentityMode(StrEnum):
    """What a person types to show that the code is theirs.

    Whatever the mode, a code that could not be decoded asks for both.
    """

    LAST4 = "last4"
    STUDENT_NUMBER_AND_LAST4 = "student-number-and-last4"


@dataclass(frozen=True)
class IdentityRules:
    """How identity is checked: ``max_misses`` wrong answers to one code lock it for ``lock_s`` seconds."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    mode: IdentityMode = IdentityMode.LAST4
    max_misses: Annotated[int, Field(ge=1, le=20)] = 5
    lock_s: Annotated[float, Field(ge=10, le=86_400)] = 300.0


@dataclass(frozen=True)
class Campaign:
    """One campaign.

    Attributes
    ----------
    id
        Lower-case letters, digits and hyphens; the file's name.
    school_code
        Five digits; a decoded code of another school is refused. None accepts any school.
    spec
        Name of the photo spec, ``config/specs/<spec>.toml``.
    consents
        What the person is asked to agree to, in the order shown.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    name: Text
    school: Text
    spec: str
    consents: Annotated[tuple[ConsentText, ...], Field(min_length=1)]
    identity: IdentityRules = IdentityRules()
    school_code: Annotated[str, Field(pattern=r"^\d{5}$")] | None = None

    def accepts(self, code: CaptureCode) -> bool:
        """Whether the code can belong to this campaign: not when it names another school."""
        return self.school_code is None or code.school_code in (None, self.school_code)


def load_campaign(campaign: str | Path) -> Campaign:
    """Return a campaign by its id (``config/campaigns/<id>.toml``) or from a file.

    Raises
    ------
    KioskError
        Those of :func:`kiosk.tomlfile.load`; ``config-invalid`` also when the id is not the file's
        name, when a purpose is asked twice, or when a consent's text no longer fits its hash.
    """
    path = campaign if isinstance(campaign, Path) else config_dir() / "campaigns" / f"{campaign}.toml"
    loaded = load(path, Campaign)
    purposes = [text.purpose for text in loaded.consents]
    faults = [
        *([] if loaded.id == path.stem else [f"id: must be the file's name, {path.stem!r}"]),
        *([] if len(set(purposes)) == len(purposes) else ["consents: a purpose is named twice"]),
        *altered_texts(loaded.consents),
    ]
    if faults:
        raise KioskError(
            "config-invalid",
            f"{path} has wrong settings: {'; '.join(faults)}.",
            "Correct these keys and try again.",
        )
    return loaded
