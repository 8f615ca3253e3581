"""What a student does at the booth, touch by touch, up to the step a test is about."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton

from kiosk.session.events import Left
from kiosk.session.parts import StickPicture
from kiosk.session.state import Step
from tests.peers.place import Place, Student, send_from_phone
from tests.peers.stage import EMPTY, SITTING, holding
from tests.ui.fingers import all_texts
from tests.ui.test_person import Visitor
from ui.gallery import settle


class Person(Visitor):
    """Somebody with fingers, a phone and a code; the same one goes through several visits."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.kiosk, self.shell = place.kiosk, place.shell

    @property
    def says(self) -> str:
        """Everything that can be read on the screen."""
        return all_texts(self.shell)

    def leave(self) -> None:
        """Whatever page it is: end as somebody who walks away, and wait for the first page."""
        self.place.camera.scene = EMPTY
        self.kiosk.post(Left())
        self.see(Step.ATTRACT)
        self.touch("language-zh")  # what was chosen without a session stays until the booth is idle

    def start(self) -> None:
        """Begin; a code that is held up already is read at once."""
        self.see(Step.ATTRACT)
        self.touch("primary")

    def show(self, text: str) -> None:
        """Hold a code to the camera."""
        self.place.camera.scene = holding(text)

    def arrive(self, who: Student) -> None:
        """From the first page to the question who one is; the code is read by the camera."""
        self.show(who.code.text)
        self.start()
        self.see(Step.CONFIRM)
        self.place.camera.scene = SITTING

    def write_name(self, name: str) -> None:
        """On the own phone, by the QR code on the screen."""
        self.touch("field-name")
        if self.kiosk.state.full_name is None:  # a field that is to be written again asks by itself
            self.touch("phone")
        self.fill_in({"name": name})
        self.wait(lambda: self.kiosk.state.full_name == name)

    def fill_in(self, form: dict[str, str], picture: bytes | None = None) -> None:
        """Open the page whose QR code the screen shows, on the own phone, and send it."""
        self.wait(lambda: self.kiosk.state.handoff is not None)
        assert self.kiosk.state.handoff is not None
        send_from_phone(self.kiosk.state.handoff.url, form, picture)

    def identify(self, who: Student, name: str | None = None, last4: str | None = None) -> None:
        """Fill in everything the campaign asks and say that it is right."""
        self.write_name(name or who.name)
        self.touch("field-student_number")
        self.type(who.code.student_number)
        self.touch("field-last4")
        self.type(last4 or who.code.last4)
        self.touch("primary")

    def agree(self) -> None:
        self.see(Step.CONSENT)
        self.touch(*(f"consent-{text.purpose}" for text in self.kiosk.campaign.asked))
        self.touch("primary")

    def give_contact(self, who: Student) -> None:
        self.see(Step.CONTACT)
        self.touch("field-phone")
        self.type("13800000000")
        self.touch("field-email")
        self.type(who.email.removesuffix("@example.com"))
        self.type("@")
        self.type("example.com")
        self.touch("option-school", "primary")

    def pay(self) -> str:
        """Scan the payment code with the own phone and pay; return the order."""
        self.see(Step.FEE)
        self.wait(lambda: self.kiosk.state.bill is not None)
        bill = self.kiosk.state.bill
        assert bill is not None and bill.qr is not None
        send_from_phone(bill.qr, {})
        self.see(Step.PREPARE)
        return bill.order

    def be_photographed(self) -> None:
        """Sit still; nobody touches anything until the photo is there."""
        self.see(Step.PREPARE)
        self.touch("primary")
        self.see(Step.REVIEW)

    def submit(self) -> str:
        """Send the photo and wait until the server has it; return the submission."""
        self.touch("primary")
        self.see(Step.DONE)
        self.wait(lambda: self.kiosk.state.delivered)
        self.place.camera.scene = EMPTY
        submission = self.kiosk.state.submission
        assert submission is not None
        self.touch("primary")
        self.see(Step.ATTRACT)
        return submission

    def come_back(self, who: Student) -> None:
        """Arrive again, say who one is, and see where one stands."""
        self.arrive(who)
        self.identify(who)
        self.see(Step.STANDING)
        self.wait(lambda: self.kiosk.state.standing is not None)
        settle()

    def choose_only_picture(self) -> StickPicture:
        """Touch the one picture that is listed of the stick."""
        self.wait(lambda: self.kiosk.state.stick is not None and bool(self.kiosk.state.stick.pictures))
        listing = self.kiosk.state.stick
        assert listing is not None and listing.pictures is not None
        (only,) = listing.pictures
        self.wait(lambda: self.shell.page.findChild(QAbstractButton, only.id) is not None)
        self.rest(0.1)
        self.touch(only.id)
        return only

    def choose_studio_photo(self, who: Student, file: bytes) -> None:
        """Come with a studio's photo on a stick and choose it instead of the camera."""
        self.place.put_on_stick("studio.jpg", file)
        self.arrive(who)
        self.identify(who)
        self.agree()
        self.give_contact(who)
        self.pay()
        self.touch("file")
        self.see(Step.FILES)
        self.choose_only_picture()
