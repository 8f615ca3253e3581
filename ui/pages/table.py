"""Which page shows which step of the session."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.services.setup_record import Chapter
from kiosk.services.setup_status import FRAMING, GATE, SUMMARY
from kiosk.session.state import Step
from ui.pages.attract import Attract
from ui.pages.calibrate import Calibrate
from ui.pages.confirm import Confirm
from ui.pages.consent import ConsentForm
from ui.pages.contact import ContactForm
from ui.pages.developing import Developing
from ui.pages.done import Done
from ui.pages.ending import Closing, Paused
from ui.pages.fee import FeeForm
from ui.pages.files import Files
from ui.pages.framing import Framing
from ui.pages.help import Help
from ui.pages.operator import Operator
from ui.pages.page import Desk, Page
from ui.pages.phone import Phone
from ui.pages.portrait import Portrait
from ui.pages.prepare import Prepare
from ui.pages.review import Review
from ui.pages.scan import Scan
from ui.pages.setup_choices import SetupCamera, SetupCampaign, SetupLanguage
from ui.pages.setup_measure import SetupLight, SetupPlace
from ui.pages.setup_photos import SetupDrawn, SetupPerson
from ui.pages.setup_summary import SetupSummary
from ui.pages.setup_typing import SetupCentral, SetupGate, SetupPin
from ui.pages.standing import Declined, Standing
from ui.pages.stick import Stick
from ui.pages.taken import Taken
from ui.pages.trouble import Trouble
from ui.pages.typed import Typed
from ui.pages.waiting import Saving
from ui.pages.waiver import WaiverForm
from ui.view import PHONE, STICK, TYPED, setup_page

PAGES: dict[str, Callable[[Desk], Page]] = {
    Step.ATTRACT: Attract,
    Step.SCAN: Scan,
    TYPED: Typed,
    STICK: Stick,
    PHONE: Phone,
    Step.CONFIRM: Confirm,
    Step.STANDING: Standing,
    Step.CONSENT: ConsentForm,
    Step.DECLINED: Declined,
    Step.CONTACT: ContactForm,
    Step.FEE: FeeForm,
    Step.PREPARE: Prepare,
    Step.FRAME: Framing,
    Step.FILES: Files,
    Step.TAKEN: Taken,
    Step.DEVELOPING: Developing,
    Step.REVIEW: Review,
    Step.SAVING: Saving,
    Step.DONE: Done,
    Step.HELP: Help,
    Step.TROUBLE: Trouble,
    Step.PAUSED: Paused,
    Step.OPERATOR: Operator,
    Step.CLOSING: Closing,
    Step.CALIBRATE: Calibrate,
    Step.WAIVER: WaiverForm,
    Step.PORTRAIT: Portrait,
    setup_page(GATE): SetupGate,
    setup_page(Chapter.LANGUAGE): SetupLanguage,
    setup_page(Chapter.CAMERA): SetupCamera,
    setup_page(Chapter.LIGHT): SetupLight,
    setup_page(Chapter.PLACE): SetupPlace,
    setup_page(Chapter.CENTRAL): SetupCentral,
    setup_page(Chapter.CAMPAIGN): SetupCampaign,
    setup_page(Chapter.PIN): SetupPin,
    setup_page(Chapter.DRAWN): SetupDrawn,
    setup_page(Chapter.PERSON): SetupPerson,
    setup_page(FRAMING): Framing,
    setup_page(SUMMARY): SetupSummary,
}
