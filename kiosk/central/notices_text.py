"""The words of a notice, from ``config/notices.toml``: what is filled in is text and never a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.contact import as_email
from kiosk.campaign.reasons import load_reasons
from kiosk.central.notices import Due
from kiosk.central.notices_mail import NotDelivered
from kiosk.clock import Clock
from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, read_toml, typed

BLANKS = frozenset({"name", "campaign", "school", "reason", "note", "office", "phone", "hours"})
RULE = "-" * 40


@dataclass(frozen=True)
class Template:
    """One message: a subject and a text in each language."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    subject: str
    zh: str
    en: str

    def __post_init__(self) -> None:
        for text in (self.zh, self.en):
            try:
                text.format_map(dict.fromkeys(BLANKS, ""))
            except (KeyError, ValueError, IndexError, AttributeError) as error:
                raise ValueError(f"a blank that is not known: {error}") from error


def load_templates(path: Path | None = None) -> Mapping[str, Template]:
    """Return review state → template from ``path``, by default ``config/notices.toml``.

    Raises
    ------
    KioskError
        As :func:`kiosk.tomlfile.load`.
    """
    path = path or config_dir() / "notices.toml"
    return typed(read_toml(path), dict[str, Template], path)


def compose(
    due: Due, campaign: Campaign | None, template: Template, sender: str, clock: Clock
) -> EmailMessage:
    """Return the e-mail about a result; without the campaign its id stands for its title.

    Raises
    ------
    NotDelivered
        ``mail-address`` (final) when the manifest holds something else than one address.
    """
    address = as_email(due.manifest["contact"]["email"] or "")
    if address is None:
        raise NotDelivered("mail-address", final=True)
    message = EmailMessage()
    message["From"], message["To"] = sender, address
    message["Subject"] = template.subject
    message["Date"] = format_datetime(clock.now())
    # the same with every try, so that a reader can tell a repetition
    message["Message-ID"] = f"<{due.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    parts = [
        template.zh.format_map(_blanks(due, campaign, "zh")),
        template.en.format_map(_blanks(due, campaign, "en")),
    ]
    message.set_content(f"\n{RULE}\n".join(_tidied(part) for part in parts), charset="utf-8")
    return message


def _blanks(due: Due, campaign: Campaign | None, language: str) -> dict[str, str]:
    reason = load_reasons().get(due.reason or "")
    service = None if campaign is None else campaign.service
    return {
        "name": due.manifest["person"]["name_masked"] or "",
        "campaign": due.campaign if campaign is None else campaign.name.in_language(language),
        "school": "" if campaign is None else campaign.school.in_language(language),
        "reason": (due.reason or "") if reason is None else reason.in_language(language),
        "note": due.note or "",
        "office": "" if service is None else service.office.in_language(language),
        "phone": "" if service is None else service.phone,
        "hours": "" if service is None else service.hours.in_language(language),
    }


def _tidied(text: str) -> str:
    """Drop lines and spaces that a blank left empty has left over."""
    lines = [
        " ".join(line.split()).replace(" ()", "").replace("（）", "") for line in text.strip().splitlines()
    ]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip() + "\n"
