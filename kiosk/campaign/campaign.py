"""A campaign: one collection at one school, as a file an administrator can read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter

from kiosk.campaign.consent import ConsentText, altered_texts
from kiosk.campaign.rules import (
    COMPARISON,
    Choice,
    CompareRules,
    ContactRules,
    Fee,
    IdentityRules,
    Limits,
    RosterUse,
    Service,
    StepRules,
)
from kiosk.campaign.text import Text
from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, read_toml, typed

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


@dataclass(frozen=True)
class Campaign:
    """One campaign.

    Attributes
    ----------
    id
        Lower-case letters, digits and hyphens; the file's name.
    version
        Raised by the central server with every change; booths keep the newest they have seen.
    school_code
        Five digits; a decoded code of another school is refused. None accepts any school.
    feature_code
        特征码, the school's or batch's own code of 6 to 24 lower-case letters and digits; None: not used.
    categories, levels
        学历类别 and 层次 that take part; empty: all.
    opens_at, closes_at
        With time zone; None: open on that side.
    spec
        Name of the photo spec, ``config/specs/<spec>.toml``.
    salt
        Hex; keys the digests by which people are told apart without naming them
        (:mod:`kiosk.campaign.digests`). Every booth of a campaign has the same.
    consents
        What the person can be asked to agree to, in the order shown; :attr:`asked` are those that are.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    id: Id
    name: Text
    school: Text
    spec: str
    service: Service
    consents: Annotated[tuple[ConsentText, ...], Field(min_length=1)]
    version: Annotated[int, Field(ge=1)] = 1
    school_code: Annotated[str, Field(pattern=r"^\d{5}$")] | None = None
    feature_code: Annotated[str, Field(pattern=r"^[a-z0-9]{6,24}$")] | None = None
    categories: tuple[Choice, ...] = ()
    levels: tuple[Choice, ...] = ()
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    salt: Annotated[str, Field(pattern=r"^([0-9a-f]{2}){16,64}$")] = "00" * 16
    roster: RosterUse = RosterUse.NONE
    identity: IdentityRules = field(default_factory=IdentityRules)
    steps: StepRules = field(default_factory=StepRules)
    contact: ContactRules = field(default_factory=ContactRules)
    limits: Limits = field(default_factory=Limits)
    fee: Fee = field(default_factory=Fee)
    compare: CompareRules = field(default_factory=CompareRules)

    def __post_init__(self) -> None:
        if self.opens_at is not None and self.closes_at is not None and self.opens_at >= self.closes_at:
            raise ValueError("opens_at must be before closes_at")
        purposes = [text.purpose for text in self.consents]
        if len(set(purposes)) != len(purposes):
            raise ValueError("consents: a purpose is named twice")
        if altered := altered_texts(self.consents):
            raise ValueError("; ".join(altered))
        asked = [text for text in self.consents if text.purpose == COMPARISON]
        if self.compare.on and not asked:
            raise ValueError(f"compare.policy: needs a consent of the purpose {COMPARISON}")
        if any(text.required for text in asked):
            raise ValueError(f"consents.{COMPARISON}: required must be false, staff may look instead")

    @property
    def asked(self) -> tuple[ConsentText, ...]:
        """The agreements asked for: that to a comparison only where there is one."""
        return tuple(text for text in self.consents if self.compare.on or text.purpose != COMPARISON)

    def as_json(self) -> dict[str, Any]:
        """Return the campaign as plain JSON data, as the central server sends it."""
        return dict(_ADAPTER.dump_python(self, mode="json"))


_ADAPTER: TypeAdapter[Campaign] = TypeAdapter(Campaign)


def load_campaign(campaign: str | Path) -> Campaign:
    """Return a campaign by its id (``config/campaigns/<id>.toml``) or from a file.

    Raises
    ------
    KioskError
        Those of :func:`kiosk.tomlfile.load`; ``config-invalid`` also when the id is not the file's
        name, when a purpose is asked twice, or when a consent's text no longer fits its hash.
    """
    path = campaign if isinstance(campaign, Path) else config_dir() / "campaigns" / f"{campaign}.toml"
    loaded = typed(read_toml(path), Campaign, path)
    if loaded.id != path.stem:
        raise KioskError(
            "config-invalid",
            f"{path} has wrong settings: id: must be the file's name, {path.stem!r}.",
            "Correct these keys and try again.",
        )
    return loaded


def campaign_from_json(data: Any, source: Path) -> Campaign:
    """Return a campaign from plain JSON data; ``source`` names it in errors.

    Raises
    ------
    KioskError
        ``config-invalid``.
    """
    return typed(data, Campaign, source)
