"""Comparison with the enrolment photo, as the campaign wants it and only for who agreed to it.

What is measured of the enrolment photo lives from the person's consent to the end of their session, in this
process' memory. Without the consent nothing is asked of the server, no face is looked for and no model is
loaded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from kiosk.camera.frame import Picture
from kiosk.campaign.campaign import Campaign
from kiosk.campaign.person import Consent
from kiosk.campaign.rules import COMPARISON, CompareRules
from kiosk.capture_code.code import CaptureCode
from kiosk.compare.comparer import open_comparer
from kiosk.compare.comparison import Compared, Comparison, Missing
from kiosk.compare.consent import ComparisonConsent, consent_to_compare
from kiosk.compare.embedding import Embedding
from kiosk.compare.portraits import Portraits
from kiosk.compare.settings import load_compare
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto
from kiosk.picture_file import decode_picture
from kiosk.services.company import Company
from kiosk.services.darkroom import Darkroom
from kiosk.session import effects as fx
from kiosk.session.events import Event
from kiosk.store.staff import StaffEvent
from kiosk.store.store import Store
from kiosk.sync.credentials import Credentials
from kiosk.sync.outcome import Meaning
from kiosk.sync.portrait_client import PortraitClient
from kiosk.sync.settings import SyncSettings

log = logging.getLogger(__name__)

PATIENCE_S = 5.0
"""For the server's answer; the person fills in and gets ready meanwhile."""

CHOSEN = "portrait-chosen"
"""In the record of what staff did."""

Develop = Callable[[Capture], FinishedPhoto]


@dataclass(eq=False)
class _Enrolled:
    """One person's enrolment photo, measured; after the constructor only the photo thread touches it."""

    consent: ComparisonConsent
    template: Embedding | None = None
    missing: Missing = Missing.UNREACHABLE
    chosen: bool = False
    """Whether staff chose the photo: what the server still sends is not taken then."""
    gone: bool = False


class CompareDesk:
    """Fetches, measures and compares; a :class:`kiosk.services.desk.Desk`.

    Asks on a thread of its own named ``compare``; every face is measured on the photo thread.

    Parameters
    ----------
    campaign
        The one of the session that runs now.

    Raises
    ------
    KioskError
        When ``config/compare.toml`` is wrong.

    Attributes
    ----------
    company
        Watches meanwhile that the same person stays.
    """

    def __init__(
        self,
        store: Store,
        campaign: Callable[[], Campaign],
        settings: SyncSettings,
        darkroom: Darkroom,
        post: Callable[[Event], None],
    ) -> None:
        self._store, self._campaign, self._darkroom = store, campaign, darkroom
        self._sync = settings.within(PATIENCE_S)
        self._settings = load_compare()
        self.company = Company(self._settings.session, post)
        self._client: PortraitClient | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="compare")
        self._enrolled: _Enrolled | None = None
        self._portraits: Portraits | None = None  # the photo thread's

    def start(self) -> None:
        """Take up the credentials, if the booth has any."""
        credentials = Credentials.kept(self._store.secrets)
        if credentials is not None:
            self._client = PortraitClient(credentials, self._sync, self._store.secrets)

    def stop(self) -> None:
        """Break off a call in progress, end the thread, wipe what is known."""
        if self._client is not None:
            self._client.abort()
        self._worker.shutdown(wait=True, cancel_futures=True)
        self.forget()

    def forget(self) -> None:
        """Wipe what is known of the person, after the photos that were already handed to the photo thread."""
        self.company.part()
        enrolled, self._enrolled = self._enrolled, None
        if enrolled is not None:
            self._darkroom.do(lambda: _wipe(enrolled), lambda _: None, _unwiped)

    def carry_out(self, effect: fx.Effect) -> bool:
        """Take on the fetching of an enrolment photo."""
        if not isinstance(effect, fx.FetchPortrait):
            return False
        self.forget()
        consent = consent_to_compare(effect.consents)
        if consent is not None and self._campaign().compare.on:
            self._enrolled = _Enrolled(consent)
            self.company.admit(consent)
            given = next(one for one in effect.consents if one.purpose == COMPARISON)
            self._worker.submit(self._fetch, self._enrolled, self._campaign().id, effect.code, given)
        return True

    def bound(self, develop: Develop) -> Develop:
        """Return ``develop`` with the comparison of the person who is here now; the owner thread's call."""
        enrolled, rules = self._enrolled, self._campaign().compare
        if not rules.on:
            return develop
        return lambda capture: self._with_result(develop(capture), capture, rules, enrolled)

    def finished(self, photo: FinishedPhoto, capture: Capture) -> FinishedPhoto:
        """Return a photo with the comparison of the person who is here; the photo thread's call."""
        rules = self._campaign().compare
        return self._with_result(photo, capture, rules, self._enrolled) if rules.on else photo

    def take_portrait(self, data: bytes, capture: Capture | None) -> Compared | None:
        """Take a picture that staff chose as the enrolment photo; the photo thread's call.

        Returns
        -------
        How the capture stands to it, None without one.

        Raises
        ------
        KioskError
            ``consent-missing`` when the person did not agree; what is wrong with the picture; or that it
            cannot be written down that staff chose one.
        """
        enrolled, rules = self._enrolled, self._campaign().compare
        if enrolled is None or not rules.on:
            raise KioskError(
                "consent-missing", "The person has not agreed to be compared.", "Look who it is instead."
            )
        bgr = decode_picture(data, "The enrolment photo")
        template = self._loaded().measure(bgr, enrolled.consent, "the enrolment photo")
        try:
            self._store.staff.note(StaffEvent.ACTED, CHOSEN)
        except KioskError:
            template.wipe()
            raise
        if enrolled.template is not None:
            enrolled.template.wipe()
        enrolled.template, enrolled.chosen = template, True
        return None if capture is None else self._compared(capture.frame.bgr, rules, enrolled)

    def _with_result(
        self, photo: FinishedPhoto, capture: Capture, rules: CompareRules, enrolled: _Enrolled | None
    ) -> FinishedPhoto:
        return replace(photo, comparison=self._compared(capture.frame.bgr, rules, enrolled))

    def _compared(self, bgr: Picture, rules: CompareRules, enrolled: _Enrolled | None) -> Compared:
        result = self._judge(bgr, enrolled)
        found = result if isinstance(result, Comparison) else None
        missing = result if isinstance(result, Missing) else None
        return Compared(rules.policy, self._settings.score.mark, self._settings.attempts, found, missing)

    def _judge(self, bgr: Picture, enrolled: _Enrolled | None) -> Comparison | Missing:
        if enrolled is None:
            return Missing.NOT_AGREED
        if enrolled.template is None:
            return enrolled.missing
        try:
            portraits = self._loaded()
            seen = portraits.measure(bgr, enrolled.consent, "the capture")
        except KioskError as error:
            log.warning("a capture cannot be compared: %s", error.code)
            return Missing.FACE_UNUSABLE
        try:
            return portraits.judge(enrolled.template.similarity(seen))
        finally:
            seen.wipe()

    def _fetch(self, enrolled: _Enrolled, campaign: str, code: CaptureCode, consent: Consent) -> None:
        if self._client is None:
            return
        outcome, data = self._client.portrait(campaign, code.raw, consent)
        missing = Missing.NO_PORTRAIT if outcome.meaning is Meaning.DONE else Missing.UNREACHABLE
        self._darkroom.do(
            lambda: self._measure(enrolled, data, missing),
            lambda _: None,
            lambda error: log.error("an enrolment photo was not measured: %s", error.code),
        )

    def _measure(self, enrolled: _Enrolled, data: bytes | None, missing: Missing) -> None:
        """Reduce the photo to what is compared; the picture itself is not kept."""
        enrolled.missing = missing
        if data is None or enrolled.gone or enrolled.chosen:
            return
        try:
            bgr = decode_picture(data, "The enrolment photo")
            enrolled.template = self._loaded().measure(bgr, enrolled.consent, "the enrolment photo")
        except KioskError as error:
            log.warning("an enrolment photo cannot be used: %s", error.code)
            enrolled.missing = Missing.PORTRAIT_UNUSABLE

    def _loaded(self) -> Portraits:
        if self._portraits is None:
            self._portraits = Portraits(*open_comparer(), self._settings)
        return self._portraits


def _wipe(enrolled: _Enrolled) -> None:
    enrolled.gone = True
    if enrolled.template is not None:
        enrolled.template.wipe()
    enrolled.template = None


def _unwiped(error: KioskError) -> None:
    log.error("a template was not wiped: %s", error.code)
