"""What staff may do: an administrator everything, a reviewer the photos of the campaigns given to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, true


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    REVIEWER = "reviewer"


@dataclass(frozen=True)
class Member:
    """A staff member who is logged in.

    Attributes
    ----------
    campaigns
        Ids of the campaigns given to a reviewer; an administrator needs none.
    session
        Public id of their log-in, hex; not what the cookie holds.
    confirmed
        Whether they proved a short while ago that it is still them.
    """

    name: str
    role: Role
    campaigns: frozenset[str]
    session: str
    confirmed: bool

    @property
    def administrator(self) -> bool:
        return self.role is Role.ADMINISTRATOR

    def sees(self, campaign: str | None) -> bool:
        """Tell whether submissions of ``campaign`` are this member's business."""
        return self.administrator or campaign in self.campaigns

    def scope(self, campaign: Any) -> ColumnElement[bool]:
        """Return what ``campaign``, a column, must fulfil for a row to be this member's business."""
        if self.administrator:
            return true()
        condition: ColumnElement[bool] = campaign.in_(sorted(self.campaigns))
        return condition
