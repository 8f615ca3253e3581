"""The call by which a booth gets the enrolment photo of somebody who agreed to be compared with it."""

from __future__ import annotations

import base64
import binascii

from kiosk.campaign.person import Consent
from kiosk.campaign.rules import COMPARISON
from kiosk.digest import canonical_json
from kiosk.portrait import NotForUs, Opener
from kiosk.sync.caller import JSON, Caller
from kiosk.sync.outcome import PORTAL, Meaning, Outcome

NOT_FOUND = 404


class PortraitClient(Caller):
    """Enrolment photos, one a question; they stay in memory."""

    def portrait(self, campaign: str, code: str, consent: Consent) -> tuple[Outcome, bytes | None]:
        """Return the picture's bytes, undecoded; None with ``DONE`` when the server has none.

        Raises
        ------
        TypeError
            Without the person's consent to the comparison; nothing is asked then.
        """
        if not isinstance(consent, Consent) or consent.purpose != COMPARISON:
            raise TypeError("an enrolment photo is asked for only with the consent to compare")
        opener = Opener()
        words = {"version": consent.version, "text_sha256": consent.text_sha256}
        body = {"campaign": campaign, "code": code, "key": opener.public.hex(), "consent": words}
        answer, outcome = self._call("POST", "/codes:portrait", canonical_json(body), JSON)
        if answer is not None and answer.genuine and answer.status == NOT_FOUND:
            return Outcome(Meaning.DONE, "portrait-unknown"), None
        if answer is None or outcome.meaning is not Meaning.DONE:
            return outcome, None
        try:
            sealed = base64.b64decode(answer.json()["sealed"], validate=True)
            return outcome, opener.open(sealed, campaign, code)
        except (KeyError, TypeError, ValueError, binascii.Error, NotForUs):
            return PORTAL, None
