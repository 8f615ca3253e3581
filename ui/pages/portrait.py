"""Staff choose an enrolment photo on a USB stick, to compare somebody with who agreed to it."""

from __future__ import annotations

from kiosk.session.events import Back
from ui.pages.stick import Stick
from ui.presenters.stick import StickPage, present_portraits
from ui.view import View


class Portrait(Stick):
    """As the page of the capture code's picture, with its own words, and back to staff's page."""

    LEAVES = Back()

    def present(self, view: View) -> StickPage:
        return present_portraits(view)
