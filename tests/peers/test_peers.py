"""A test for every row of the table of services, up to the camera: real screen, real central server."""

from __future__ import annotations

import io

import segno
from PySide6.QtWidgets import QAbstractButton, QLabel

from kiosk.capture_code.payload import parse_payload
from kiosk.session.state import Step
from tests.peers.person import Person
from tests.peers.place import HOURS, OWN_WORDS, PHONE, changed, student
from ui.gallery import settle


def pictures_shown(person: Person) -> int:
    labels = person.shell.page.findChildren(QLabel)
    return sum(label.isVisible() and not label.pixmap().isNull() for label in labels)


def test_row_explains_how_to_get_the_capture_code(person: Person, leaving: None) -> None:
    person.see(Step.ATTRACT)
    person.touch("help")
    person.see(Step.HELP)
    for words in ("学信网网站", "学信网微信公众号", "学信网 App", "长按二维码，保存图片"):
        assert words in person.says
    assert pictures_shown(person) >= 3
    person.touch("language-en")
    settle()
    assert "WeChat" in person.says


def test_row_reads_the_code_by_camera(person: Person, leaving: None) -> None:
    who = student(0)
    person.arrive(who)
    assert person.kiosk.state.code == parse_payload(who.code.text)


def test_row_reads_the_code_from_a_saved_picture_on_a_stick(person: Person, leaving: None) -> None:
    who, saved = student(2), io.BytesIO()
    segno.make_qr(who.code.text).save(saved, kind="png", scale=4, border=4)
    person.place.put_on_stick("code.png", saved.getvalue())
    person.start()
    person.see(Step.SCAN)
    person.touch("stick")
    person.see("stick")
    assert person.choose_only_picture().name == "code.png"
    person.see(Step.CONFIRM)
    assert person.kiosk.state.code == parse_payload(who.code.text)


def test_row_reads_the_code_from_a_saved_picture_on_the_own_phone(person: Person, leaving: None) -> None:
    who = student(3)
    saved = io.BytesIO()
    segno.make_qr(who.code.text).save(saved, kind="png", scale=4, border=4)
    person.start()
    person.see(Step.SCAN)
    person.touch("phone")
    person.see("phone")
    person.fill_in({}, saved.getvalue())
    person.see(Step.CONFIRM)
    assert person.kiosk.state.code == parse_payload(who.code.text)


def test_row_says_when_the_school_or_the_category_is_not_enabled(person: Person, leaving: None) -> None:
    who = student(0)
    person.start()
    person.show(changed(who.code, yxdm="12345"))
    person.wait(lambda: "这是其他学校的采集码" in person.says)
    person.show(changed(who.code, xllb="成人教育"))
    person.see(Step.CONFIRM)
    person.identify(who)
    person.wait(lambda: "您的学历类别或层次不在本次采集范围" in person.says)
    assert not person.shell.page.findChild(QAbstractButton, "primary").isVisible()


def test_row_checks_name_student_number_and_last_four_against_the_code(person: Person, leaving: None) -> None:
    who = student(4)  # a bracketed ID number
    assert "(" in who.code.last4
    person.arrive(who)
    person.identify(who, name="别人的名")
    person.wait(lambda: person.kiosk.state.notice == "identity-wrong")
    person.write_name(who.name)
    person.touch("field-last4")
    person.type("0000")
    person.touch("primary")
    person.wait(lambda: person.kiosk.state.notice == "identity-wrong")
    person.type(who.code.last4)
    person.touch("primary")
    person.see(Step.CONSENT)


def test_row_shows_the_record_and_what_to_do_when_it_is_wrong(person: Person, leaving: None) -> None:
    who = student(0)
    person.arrive(who)
    record = ("测**", who.code.student_number, "示例学院", "示例2201", "本科", "普通全日制", "00000")
    assert [words for words in record if words not in person.says] == []
    assert who.name not in person.says
    person.touch("wrong")
    person.see(Step.HELP)
    assert "请联系这个部门更正学籍信息" in person.says
    assert person.kiosk.campaign.service.office.zh in person.says
    person.touch("primary")
    person.see(Step.CONFIRM)


def test_row_help_with_phone_and_opening_hours(person: Person, leaving: None) -> None:
    person.see(Step.ATTRACT)
    person.touch("help")
    person.see(Step.HELP)
    person.touch("topic-service")
    settle()
    for words in (PHONE, HOURS.zh, OWN_WORDS.zh, person.kiosk.campaign.service.office.zh):
        assert words in person.says
    person.touch("language-en")
    settle()
    assert HOURS.en in person.says
