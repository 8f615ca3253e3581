"""A test for every row of the table of services, from the agreements to the print.

The first visit is made once, with a retake; what followed it (review, rejection, a new photo, approval) is
played in the order of the tests.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractButton

from kiosk.camera.sitter.scene import Pose
from kiosk.campaign.contact import TO_SCHOOL
from kiosk.session.photographing import USED_UP
from kiosk.session.state import Step
from tests.leftovers import ExpectLog
from tests.peers.person import Person
from tests.peers.place import student
from tests.peers.stage import studio_photo
from tests.peers.visit import Visit

SENT_BACK = "右耳被头发遮住"
STUDIO_POSE = Pose(y=0.39, scale_px=15.5)


def test_row_agreements_are_ticked_first(visit: Visit, person: Person) -> None:
    required = [text.required for text in person.kiosk.campaign.asked]
    ticked = range(len(required) + 1)
    assert visit.could_go_on == tuple(not any(required[n:]) for n in ticked)
    kept = person.place.manifest(visit.submission)["consents"]
    assert {text["purpose"] for text in kept} >= {"capture", "privacy"}
    assert all(len(text["text_sha256"]) == 64 for text in kept)


def test_row_takes_phone_and_email(visit: Visit, person: Person) -> None:
    contact = person.place.manifest(visit.submission)["contact"]
    assert (contact["phone"], contact["email"]) == ("13800000000", visit.student.email)


def test_row_delivers_prints_to_an_address_or_the_school(visit: Visit, person: Person) -> None:
    assert person.place.manifest(visit.submission)["contact"]["delivery"] == TO_SCHOOL


def test_row_takes_the_fee_and_knows_that_it_is_paid(visit: Visit, person: Person) -> None:
    assert "15.00" in visit.fee and "只收一次，重拍不再收费" in visit.fee
    payment = person.place.manifest(visit.submission)["payment"]
    assert (payment["order"], payment["settled"]) == (visit.order, "paid")


def test_row_shows_the_guide_before_the_camera(visit: Visit) -> None:
    for words in ("正确", "正对镜头", "头发遮耳", "眼镜反光", "蓝色上衣", "肩膀倾斜"):
        assert words in visit.guide


def test_row_photographs_inside_a_drawn_frame(visit: Visit) -> None:
    crop, frame = visit.photos[1].crop, visit.frame
    assert crop.width / crop.height == pytest.approx(frame.width / frame.height, abs=0.01)
    off = (crop.centre.x - frame.centre.x, crop.centre.y - frame.centre.y)
    assert np.hypot(*off) < 0.1 * frame.height
    assert crop.width == pytest.approx(frame.width, rel=0.15)


def test_row_somebody_else_takes_the_picture(visit: Visit) -> None:
    """The booth does: nobody touched anything before the shutter fell."""
    assert [capture.manual for capture in visit.captures] == [False, False]
    assert visit.captures[0].failed_rules == ()


def test_row_retakes_as_often_as_one_likes(visit: Visit, person: Person) -> None:
    first, second = visit.captures
    assert second.frame.seq > first.frame.seq
    original = person.place.blob(visit.submission, "original")
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(original)).convert("RGB")).shape, (720, 1280, 3))


def test_row_standardizes_crop_and_background(visit: Visit, person: Person) -> None:
    delivered = person.place.blob(visit.submission, "photo")
    assert delivered == visit.photos[1].jpeg
    with Image.open(io.BytesIO(delivered)) as photo:
        assert photo.size == (480, 640)
        corners = np.asarray(photo.convert("RGB"))[:24, [*range(24), *range(456, 480)]].reshape(-1, 3)
    assert np.abs(corners.mean(0) - (100, 197, 255)).max() < 3
    assert corners.std(0).max() < 3


def test_row_checks_the_result_and_says_why(visit: Visit, person: Person, leaving: None) -> None:
    """A good photo passes all; of a bad one from a studio every reason is told."""
    inspection = visit.photos[1].inspection
    assert inspection.ok and len(inspection.checks) > 20
    assert "照片合格" in visit.review
    bad = studio_photo(replace(STUDIO_POSE, mouth_open=0.5, roll_deg=12.0))
    person.choose_studio_photo(student(6), bad)
    person.see(Step.TROUBLE)
    words = person.shell._texts
    assert [rule for rule in ("mouth-closed", "roll") if words.named("rule", rule) not in person.says] == []


def test_row_takes_a_studio_photo_from_a_file(person: Person, leaving: None) -> None:
    sent = studio_photo(STUDIO_POSE)
    person.choose_studio_photo(student(7), sent)
    person.see(Step.REVIEW)
    state = person.kiosk.state
    assert state.capture is not None and state.capture.original == sent
    assert state.photo is not None and state.photo.inspection.ok


def test_row_three_photos_a_day_then_a_pause(person: Person, leaving: None, expect_log: ExpectLog) -> None:
    """Somebody who made three at other booths, as the server knows, has to wait here too."""
    expect_log("kiosk.store.keys", "plain file")
    who = student(5)
    made_at = datetime.now(UTC) - timedelta(hours=2)
    person.place.count_elsewhere(who, 3, made_at)
    person.come_back(who)
    standing = person.kiosk.state.standing
    assert standing is not None and standing.history.online, "the server was too slow to be asked"
    assert len(standing.history.standardized_at) == 3
    assert "今天的制作次数已用完" in person.says
    until = (made_at + timedelta(hours=24)).astimezone()
    assert f"{until:%H:%M}" in person.says
    assert not person.shell.page.findChild(QAbstractButton, "primary").isVisible()


def test_row_says_the_state_with_the_reason(visit: Visit, person: Person, leaving: None) -> None:
    person.come_back(visit.student)
    assert "您的照片已送达" in person.says and "2–3 个工作日" in person.says
    assert not person.shell.page.findChild(QAbstractButton, "primary").isVisible()
    person.leave()
    assert person.place.staff.decide(visit.submission, "rejected", "other", SENT_BACK) == 303
    person.come_back(visit.student)
    assert "上一张照片被驳回" in person.says and SENT_BACK in person.says


def test_row_retake_after_a_rejection_is_free(visit: Visit, person: Person, leaving: None) -> None:
    """No fee again; the day's third photo is the last; once approved nothing changes any more."""
    person.come_back(visit.student)
    person.touch("primary")
    person.agree()
    person.give_contact(visit.student)
    person.be_photographed()
    assert person.kiosk.state.payment is None
    person.touch("retake")
    assert person.kiosk.state.step is Step.REVIEW and person.kiosk.state.notice == USED_UP
    again = person.submit()
    assert again != visit.submission
    assert person.place.staff.decide(again, "approved") == 303
    form = {"decision": "rejected", "reason": "ears"}
    assert person.place.staff.press("/export", f"/review/{again}", form) == 409


def test_row_nothing_changes_after_approval(visit: Visit, person: Person, leaving: None) -> None:
    person.come_back(visit.student)
    assert "您的照片已审核通过" in person.says and "已锁定" in person.says
    assert not person.shell.page.findChild(QAbstractButton, "primary").isVisible()


def test_row_notice_of_the_result(visit: Visit, person: Person) -> None:
    mail = person.place.mail
    person.wait(lambda: len(mail.received) >= 2)
    rejected, approved = mail.received[:2]
    assert visit.student.email in str(rejected["To"]) and visit.student.email in str(approved["To"])
    assert SENT_BACK in rejected.get_content()
    assert approved["Subject"] != rejected["Subject"]


def test_row_orders_are_listed_and_printed(visit: Visit, person: Person) -> None:
    staff = person.place.staff
    page = staff.page("/orders?state=any")
    (order,) = re.findall(r'<li id="([^"]+)">', page)
    assert "送到学校" in page
    assert staff.file(f"/orders/{order}/sheet.pdf?paper=6in&size=one-inch").startswith(b"%PDF")
    assert staff.press("/orders?state=any", f"/orders/{order}", {"state": "printed"}) == 303
    assert staff.press("/orders?state=any", f"/orders/{order}", {"state": "sent"}) == 303
    assert "已寄出" in staff.page("/orders?state=sent")
