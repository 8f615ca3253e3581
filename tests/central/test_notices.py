"""Telling people and systems of results: over a real mail server and real HTTP, tried again, never early."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kiosk.campaign.contact import Contact
from kiosk.central import notices
from kiosk.central.central import Central
from kiosk.central.notices_settings import MailSecurity, MailSettings, WebhookSettings
from kiosk.central.notices_text import Template, load_templates
from kiosk.central.notices_worker import NoticeWorker
from kiosk.central.review_votes import DECISIONS
from kiosk.central.tables import Notice, Submission
from kiosk.errors import KioskError
from kiosk.store.manifest import build_manifest
from tests.central.conftest import BoothCalls, Site
from tests.central.mailbox_server import HookServer, MailServer
from tests.central.reviewing import change_settings, enter, open_page, send, undo
from tests.leftovers import ExpectLog
from tests.store.making import submission

ADDRESS = "somebody@example.com"
SECRET = "a secret of enough bytes"


def deliver(booth: BoothCalls, email: str | None = ADDRESS) -> str:
    """Deliver a photo whose owner left an address."""
    booth.seq += 1
    made = replace(submission(booth.site.clock), contact=Contact(email=email))
    manifest = build_manifest(made, booth.device, booth.seq, booth.site.clock.now())
    booth.put_blobs({manifest["blobs"][k]["sha256"]: getattr(made, k) for k in ("photo", "original")})
    assert booth.put(manifest).status_code == 201
    return str(manifest["id"])


def mail_to(site: Site, server: MailServer, **more: str) -> None:
    email = MailSettings("127.0.0.1", server.port, MailSecurity.NONE, "photos@example.org", **{
        "user": "", "password_file": "", **more
    })  # fmt: skip
    change_settings(site.central, notices=replace(site.central.settings.notices, email=email))


def call_to(site: Site, port: int, folder: Path) -> None:
    secret = folder / "webhook.secret"
    secret.write_text(SECRET + "\n")
    webhook = WebhookSettings(f"http://127.0.0.1:{port}/results", str(secret))
    change_settings(site.central, notices=replace(site.central.settings.notices, webhook=webhook))


def states(central: Central) -> list[tuple[str, int, str | None]]:
    with central.session() as db:
        return [(n.state, n.tries, n.fault) for n in db.scalars(select(Notice).order_by(Notice.made_at))]


def pass_undo_time(site: Site) -> None:
    site.clock.advance(site.central.settings.review.undo_s + 0.001)


def test_a_rejection_is_mailed_in_both_languages_when_it_can_no_longer_be_undone(site: Site) -> None:
    with MailServer() as server:
        mail_to(site, server)
        id_ = deliver(site.booth())
        enter(site)
        send(site, id_, "rejected", "other", "Der Kragen fehlt {name}")
        worker = NoticeWorker(site.central)
        assert worker.send_due() == 0
        pass_undo_time(site)
        assert worker.send_due() == 1
        assert worker.send_due() == 0
    [message] = server.received
    assert server.recipients == [f"TO:<{ADDRESS}>"]
    assert (message["To"], message["From"]) == (ADDRESS, "photos@example.org")
    text = message.get_content()
    for words in (
        "测*试",
        "未通过审核",
        "was not accepted",
        "其他原因",
        "Another reason",
        "Der Kragen fehlt {name}",
    ):
        assert words in text
    assert states(site.central) == [("sent", 1, None)]


@pytest.mark.parametrize("decision", DECISIONS)
def test_there_are_words_for_every_decision(site: Site, decision: str) -> None:
    with MailServer() as server:
        mail_to(site, server)
        id_ = deliver(site.booth())
        enter(site)
        send(site, id_, decision, "" if decision == "approved" else "ears")
        pass_undo_time(site)
        NoticeWorker(site.central).send_due()
    assert server.received[0]["Subject"] == load_templates()[decision].subject
    assert "\n\n\n" not in server.received[0].get_content()


def test_what_was_undone_is_never_told_and_what_came_after_is(site: Site) -> None:
    with MailServer() as server:
        mail_to(site, server)
        id_ = deliver(site.booth())
        enter(site)
        send(site, id_, "rejected", "ears")
        undo(site, id_)
        send(site, id_, "approved")
        pass_undo_time(site)
        assert NoticeWorker(site.central).send_due() == 1
    assert [m["Subject"] for m in server.received] == [load_templates()["approved"].subject]
    assert sorted(states(site.central)) == [("sent", 1, None), ("void", 0, None)]


def test_without_an_address_or_a_mail_server_nothing_is_queued(site: Site) -> None:
    booth = site.booth()
    enter(site)
    send(site, deliver(booth), "approved")
    assert states(site.central) == []
    with MailServer() as server:
        mail_to(site, server)
        send(site, deliver(booth, None), "rejected", "ears")
    assert states(site.central) == []


@pytest.mark.parametrize("address", ["a@example.com, b@example.com", "a@example.com\r\nBcc: b@example.com"])
def test_a_forged_address_gets_nothing(site: Site, address: str, expect_log: ExpectLog) -> None:
    expect_log("kiosk.central", "notice not delivered: mail-address, try 1")
    with MailServer() as server:
        mail_to(site, server)
        id_ = deliver(site.booth(), address)
        enter(site)
        send(site, id_, "rejected", "ears")
        pass_undo_time(site)
        NoticeWorker(site.central).send_due()
    assert server.received == []
    assert states(site.central) == [("failed", 1, "mail-address")]


def test_an_address_the_server_refuses_is_given_up_at_once(site: Site, expect_log: ExpectLog) -> None:
    expect_log("kiosk.central", "notice not delivered: mail-refused, try 1")
    with MailServer(refuse=550) as server:
        mail_to(site, server)
        id_ = deliver(site.booth())
        enter(site)
        send(site, id_, "approved")
        pass_undo_time(site)
        NoticeWorker(site.central).send_due()
    assert states(site.central) == [("failed", 1, "mail-refused")]


def test_the_mail_server_may_ask_for_a_log_in(site: Site, tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("kiosk.central", "notice not delivered: mail-login, try 1")
    plain = base64.b64encode(b"\0booth\0a password").decode()
    secret = tmp_path / "mail.password"
    secret.write_text("wrong\n")
    with MailServer(plain=plain) as server:
        mail_to(site, server, user="booth", password_file=str(secret))
        id_ = deliver(site.booth())
        enter(site)
        send(site, id_, "approved")
        pass_undo_time(site)
        worker = NoticeWorker(site.central)
        worker.send_due()
        assert states(site.central) == [("waiting", 1, "mail-login")]
        secret.write_text("a password\n")
        site.clock.advance(60)
        worker.send_due()
    assert len(server.received) == 1
    assert states(site.central) == [("sent", 2, None)]


def test_no_mail_goes_out_in_plain_where_tls_is_asked_for(
    site: Site, expect_log: ExpectLog, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("kiosk.central", "notice not delivered: mail-unreachable, try 1")
    with MailServer() as server:  # which offers no STARTTLS
        mail_to(site, server)
        settings = site.central.settings.notices
        secure = replace(settings.email, security=MailSecurity.STARTTLS)
        change_settings(site.central, notices=replace(settings, email=secure))
        id_ = deliver(site.booth())
        enter(site)
        send(site, id_, "rejected", "other", "a note")
        pass_undo_time(site)
        NoticeWorker(site.central).send_due()
    assert (server.received, server.recipients) == ([], [])
    assert states(site.central) == [("waiting", 1, "mail-unreachable")]
    for personal in (ADDRESS, id_, "a note", "测*试"):
        assert personal not in caplog.text


def test_a_webhook_is_signed_and_names_nobody(site: Site, tmp_path: Path) -> None:
    with HookServer() as server:
        call_to(site, server.port, tmp_path)
        id_ = deliver(site.booth())
        enter(site)
        send(site, id_, "rejected", "other", "a note for the person only")
        pass_undo_time(site)
        NoticeWorker(site.central).send_due()
    [(headers, body)] = server.calls
    stamp = headers["X-Kiosk-Timestamp"]
    assert int(stamp) == int(site.clock.now().timestamp())
    digest = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Kiosk-Signature"] == f"sha256={digest}"
    told = json.loads(body)
    assert (told["submission"], told["review"], told["reason"]) == (id_, "rejected", "other")
    assert told.keys() == {
        "event", "submission", "campaign", "review", "reason", "rejections", "decided_at"
    }  # fmt: skip


def test_a_webhook_is_tried_again_later_and_later_until_it_arrives(
    site: Site, tmp_path: Path, expect_log: ExpectLog
) -> None:
    for number, fault in enumerate(("webhook-503", "webhook-302", "webhook-429"), 1):
        expect_log("kiosk.central", f"notice not delivered: {fault}, try {number}")
    with HookServer(503, 302, 429, 200) as server:
        call_to(site, server.port, tmp_path)
        id_ = deliver(site.booth())
        enter(site)
        send(site, id_, "approved")
        pass_undo_time(site)
        worker, waits = NoticeWorker(site.central), []
        assert worker.send_due() == 1
        while states(site.central)[0][0] == "waiting":
            site.clock.advance(5)
            waits.append(worker.send_due())
    deliveries = {headers["X-Kiosk-Delivery"] for headers, _ in server.calls}
    assert (len(server.calls), len(deliveries)) == (4, 1)
    tried_after_s = [5 * (i + 1) for i, tried in enumerate(waits) if tried]
    settings = site.central.settings.notices
    first = settings.retry_first_s + settings.timeout_s
    second = first + 2 * settings.retry_first_s + settings.timeout_s
    third = second + 4 * settings.retry_first_s + settings.timeout_s
    assert tried_after_s == [first, second, third]
    assert states(site.central) == [("sent", 4, None)]


def test_a_receiver_that_is_gone_for_good_is_not_called_again(
    site: Site, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.central", "notice not delivered: webhook-410, try 1")
    with HookServer(410) as server:
        call_to(site, server.port, tmp_path)
        id_ = deliver(site.booth())
        enter(site)
        send(site, id_, "approved")
        pass_undo_time(site)
        worker = NoticeWorker(site.central)
        worker.send_due()
        site.clock.advance(1e6)
        assert worker.send_due() == 0
    assert states(site.central) == [("failed", 1, "webhook-410")]


def test_what_never_arrives_is_given_up_and_kept_to_be_seen(
    site: Site, tmp_path: Path, expect_log: ExpectLog
) -> None:
    change_settings(site.central, notices=replace(site.central.settings.notices, give_up_after=2))
    for number in (1, 2):
        expect_log("kiosk.central", f"notice not delivered: webhook-unreachable, try {number}")
    with HookServer() as gone:
        port = gone.port
    call_to(site, port, tmp_path)
    id_ = deliver(site.booth())
    enter(site)
    send(site, id_, "approved")
    pass_undo_time(site)
    worker = NoticeWorker(site.central)
    worker.send_due()
    site.clock.advance(100)
    worker.send_due()
    site.clock.advance(1e6)
    assert worker.send_due() == 0
    assert states(site.central) == [("failed", 2, "webhook-unreachable")]


def test_a_person_erased_meanwhile_is_told_nothing(site: Site) -> None:
    with MailServer() as server:
        mail_to(site, server)
        booth = site.booth()
        id_ = deliver(booth)
        enter(site)
        send(site, id_, "rejected", "ears")
        booth.call("DELETE", f"/submissions/{id_}")
        pass_undo_time(site)
        assert NoticeWorker(site.central).send_due() == 0
    assert server.received == []
    assert [state for state, _, _ in states(site.central)] in ([], ["void"])


def without_waits(site: Site) -> None:
    """Let decisions hold at once, and the worker look many times a second."""
    settings = site.central.settings
    change_settings(
        site.central,
        notices=replace(settings.notices, poll_s=0.02),
        review=replace(settings.review, undo_s=0),
    )


def test_the_worker_sends_on_a_thread_of_its_own_and_ends(site: Site) -> None:
    with MailServer() as server:
        mail_to(site, server)
        without_waits(site)
        id_ = deliver(site.booth())
        enter(site)
        worker = NoticeWorker(site.central)
        worker.start()
        send(site, id_, "approved")
        end = time.monotonic() + 20
        while not server.received and time.monotonic() < end:
            time.sleep(0.01)
        worker.stop()
    assert len(server.received) == 1


def test_one_is_taken_of_many_without_looking_at_all_and_whatever_is_void_before_it(site: Site) -> None:
    booth = site.booth()
    void, first, second = (deliver(booth) for _ in range(3))
    with site.central.session() as db, db.begin():
        for n, (id_, wrong) in enumerate([*[(void, 1)] * 25, *[(first, 0), (second, 0)] * 40]):
            change, at = db.get_one(Submission, id_).changed + wrong, f"2020-01-01T00:00:00.{n:03d}+00:00"
            words = {"channel": "email", "state": "waiting", "due_at": at, "made_at": at}
            db.add(Notice(id=f"{n:036d}", submission=id_, change=change, **words))
    loaded: list[Notice] = []

    def noted(notice: Notice, _context: object) -> None:
        loaded.append(notice)

    event.listen(Notice, "load", noted)
    try:
        taken = notices.claim(site.central)
        assert taken is not None and taken.id == f"{25:036d}"
        assert [state for state, _, _ in states(site.central)].count("void") == 25
        loaded.clear()
        again = notices.claim(site.central)
    finally:
        event.remove(Notice, "load", noted)
    assert again is not None and again.submission == second
    assert len(loaded) <= 10


@pytest.mark.parametrize(
    "error", [PoolTimeout("no connection"), InterfaceError("", {}, OSError()), KeyError()]
)
@pytest.mark.parametrize("where", ["claim", "settle"])
def test_the_worker_goes_on_whatever_fails(
    site: Site, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog, where: str, error: Exception
) -> None:
    expect_log("kiosk.central", f"notices put off: {type(error).__name__}")
    real, failed = getattr(notices, where), []

    def fails_once(*args: object, **kwargs: object) -> object:
        if not failed:
            failed.append(True)
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(notices, where, fails_once)
    with MailServer() as server:
        mail_to(site, server)
        without_waits(site)
        booth = site.booth()
        enter(site)
        for _ in range(2):
            send(site, deliver(booth), "rejected", "ears")
        worker = NoticeWorker(site.central)
        worker.start()
        end = time.monotonic() + 20
        while len(server.received) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        worker.stop()
    assert len(server.received) == 2


def test_no_notice_is_lost_or_sent_twice_at_once_when_the_server_dies_while_sending(site: Site) -> None:
    with MailServer() as server:
        mail_to(site, server)
        id_ = deliver(site.booth())
        enter(site)
        send(site, id_, "approved")
        pass_undo_time(site)
        assert notices.claim(site.central) is not None  # … and it died here
        assert notices.claim(site.central) is None
        site.clock.advance(site.central.settings.notices.retry_first_s + 30)
        assert NoticeWorker(site.central).send_due() == 1
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: MailSettings("mail.example.com", 25, MailSecurity.NONE, "a@example.com", "", ""),
        lambda: MailSettings("mail.example.com", 25, MailSecurity.TLS, "nobody", "", ""),
        lambda: MailSettings("mail.example.com", 25, MailSecurity.TLS, "a@example.com", "user", ""),
        lambda: WebhookSettings("http://example.com/hook", "/secret"),
        lambda: WebhookSettings("ftp://127.0.0.1/hook", "/secret"),
        lambda: WebhookSettings("https://example.com/hook", ""),
        lambda: Template("s", "{unknown}", "x"),
        lambda: Template("s", "x", "{name.__class__}{0}"),
    ],
)
def test_settings_that_would_leak_or_fail_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        make()


def test_a_server_whose_secret_is_missing_or_short_does_not_start(site: Site, tmp_path: Path) -> None:
    call_to(site, 9, tmp_path)
    for content in (None, "", "short"):
        secret = Path(site.central.settings.notices.webhook.secret_file)
        secret.unlink(missing_ok=True)
        if content is not None:
            secret.write_text(content)
        with pytest.raises(KioskError) as error:
            NoticeWorker(site.central)
        assert error.value.code == "notice-secret"


def test_the_page_of_an_undone_decision_can_be_opened(site: Site) -> None:
    id_ = deliver(site.booth())
    enter(site)
    send(site, id_, "rejected", "ears")
    undo(site, id_)
    assert "Approve" in open_page(site, id_)[0]
