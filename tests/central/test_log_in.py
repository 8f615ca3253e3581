"""Logging in: password, second factor, lock-out, fresh tokens, proving it again, log-ins listed and ended."""

from __future__ import annotations

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from argon2 import PasswordHasher
from fastapi.routing import APIRoute
from httpx2 import Response

from kiosk.campaign.campaign import load_campaign
from kiosk.central import passwords
from kiosk.central.access import COOKIE
from kiosk.central.campaigns import put_campaign
from kiosk.central.lockout import begin_try
from kiosk.central.passwords import check_password, hash_password, matches
from kiosk.central.roles import Role
from kiosk.central.staff import add_staff, change_role, reset_second_factor
from kiosk.central.tables import AuditRow, LogInTries, Staff, StaffSession
from kiosk.cli import main
from tests.central.conftest import Site
from tests.central.reviewing import change_settings, enter

STEP_S = 30
HAN = "".join(chr(0x4E00 + 37 * n) for n in range(200))
DECOMPOSED = unicodedata.normalize("NFD", "".join(chr(0x1EA0 + n % 80) for n in range(200)))
"""Letters with two accents each, as a keyboard sends them that writes every sign of its own."""


@pytest.fixture
def earnest(site: Site) -> Site:
    """A site that is no rehearsal, with room for many tries from one address."""
    object.__setattr__(site.central, "rehearsal", False)
    site.client.app.state.login_limit._limit = 1000  # type: ignore[attr-defined]
    return site


def give_password(
    site: Site, name: str | None = None, password: str | None = None, **headers: str
) -> Response:
    form = {"name": name or site.first.staff, "password": password or site.first.password}
    return site.client.post("/login", data=form, headers=headers, follow_redirects=False)


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="(\w+)"', page)
    assert found is not None
    return found[1]


def send(site: Site, page: str, path: str, **form: str) -> Response:
    """Fill in a form of ``page``."""
    token = token_in(site.client.get(page).text)
    return site.client.post(path, data={"token": token, **form}, follow_redirects=False)


def code_of(site: Site, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(site.clock.now().timestamp()) // STEP_S + steps)


def use(site: Site, cookie: str) -> None:
    """Call as the browser that holds this cookie."""
    site.client.cookies.clear()
    site.client.cookies.set(COOKIE, cookie)


def set_up(site: Site) -> tuple[str, list[str]]:
    """Log the first member in with a new authenticator; return its secret and the recovery codes."""
    assert give_password(site).headers["Location"] == "/account/second-factor"
    page = site.client.get("/account/second-factor").text
    found = re.search(r'id="secret">([A-Z2-7 ]+)<', page)
    assert found is not None and "<svg" in page
    secret = found[1].replace(" ", "")
    answer = send(site, "/account/second-factor", "/account/second-factor", code=code_of(site, secret))
    assert answer.status_code == 200
    codes = re.findall(r'<li class="code">([0-9A-Z-]+)</li>', answer.text)
    assert len(codes) == 10
    return secret, codes


def give_code(site: Site, code: str) -> Response:
    return send(site, "/login/code", "/login/code", code=code)


def opens(site: Site, path: str = "/review") -> bool:
    return site.client.get(path, follow_redirects=False).status_code == 200


def test_an_administrators_first_log_in_leads_through_the_second_factor(earnest: Site) -> None:
    assert give_password(earnest).status_code == 303
    assert not opens(earnest) and not opens(earnest, "/account")
    wrong = send(earnest, "/account/second-factor", "/account/second-factor", code="000000")
    assert wrong.status_code == 401
    assert not opens(earnest)
    secret, _ = set_up(earnest)
    assert opens(earnest)
    earnest.client.cookies.clear()
    earnest.clock.advance(STEP_S)
    assert give_password(earnest).headers["Location"] == "/login/code"
    assert not opens(earnest) and not opens(earnest, "/account/second-factor")
    assert give_code(earnest, "123456").status_code == 401
    assert give_code(earnest, code_of(earnest, secret)).headers["Location"] == "/"
    assert opens(earnest)


def test_no_code_is_taken_twice_nor_one_before_it(earnest: Site) -> None:
    secret, _ = set_up(earnest)
    for steps, taken in ((0, False), (-1, False), (1, True), (1, False), (0, False)):
        earnest.client.cookies.clear()
        give_password(earnest)
        assert (give_code(earnest, code_of(earnest, secret, steps)).status_code == 303) is taken, steps


@pytest.mark.parametrize(("off_s", "taken"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_half_a_minute_off_is_forgiven_and_no_more(earnest: Site, off_s: int, taken: bool) -> None:
    secret, _ = set_up(earnest)
    earnest.clock.advance(600)
    earnest.client.cookies.clear()
    give_password(earnest)
    assert (give_code(earnest, code_of(earnest, secret, off_s // STEP_S)).status_code == 303) is taken


def test_a_recovery_code_works_once_however_it_is_typed(earnest: Site) -> None:
    _, codes = set_up(earnest)
    typed = codes[3].lower().replace("-", " ")
    for taken in (True, False):
        earnest.client.cookies.clear()
        give_password(earnest)
        assert (give_code(earnest, typed).status_code == 303) is taken
    with earnest.central.session() as db:
        actions = [row.action for row in db.query(AuditRow).order_by(AuditRow.n)]
    assert actions.count("recovery-code-used") == 1
    send(earnest, "/login/code", "/login/code", code=codes[4])
    fresh = send(earnest, "/account", "/account/recovery-codes")
    assert fresh.status_code == 200 and codes[5] not in fresh.text
    earnest.client.cookies.clear()
    give_password(earnest)
    assert give_code(earnest, codes[5]).status_code == 401, "the earlier ones are void"


def test_the_secret_is_shown_once_to_one_log_in_and_kept_sealed(earnest: Site) -> None:
    give_password(earnest)
    pages = [earnest.client.get("/account/second-factor").text for _ in range(2)]
    earnest.client.cookies.clear()
    secret, codes = set_up(earnest)
    shown = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    assert shown not in pages[0] and pages[0] == pages[1], "what another log-in was shown is not this one's"
    assert shown not in earnest.client.get("/account/second-factor").text
    content = earnest.held()
    for text in (secret, shown, *codes):
        assert text.encode() not in content


def test_every_step_of_a_log_in_has_a_fresh_token(earnest: Site) -> None:
    tokens = []
    chosen = {"Cookie": f"{COOKIE}=chosen-by-an-attacker"}
    assert give_password(earnest, **chosen).status_code == 303
    tokens.append(earnest.client.cookies[COOKIE])
    earnest.client.cookies.clear()
    secret, _ = set_up(earnest)
    tokens.append(earnest.client.cookies[COOKIE])
    earnest.clock.advance(STEP_S)
    give_password(earnest)
    tokens.append(earnest.client.cookies[COOKIE])
    half = tokens[-1]
    give_code(earnest, code_of(earnest, secret))
    tokens.append(earnest.client.cookies[COOKIE])
    assert len({*tokens, "chosen-by-an-attacker"}) == 5
    for old in (half, tokens[1], "chosen-by-an-attacker"):
        use(earnest, old)
        assert not opens(earnest)
        assert earnest.client.get("/login/code", follow_redirects=False).status_code == 303


def test_the_cookie_is_out_of_scripts_and_other_sites_reach(earnest: Site) -> None:
    header = give_password(earnest).headers["Set-Cookie"]
    assert "HttpOnly" in header and "SameSite=strict" in header and "Path=/" in header
    assert "Secure" not in header
    change_settings(earnest.central, public_url="https://photo.example.edu")
    assert "Secure" in give_password(earnest).headers["Set-Cookie"]


def test_the_way_to_the_second_factor_has_an_end(earnest: Site) -> None:
    give_password(earnest)
    earnest.clock.advance(601)
    assert earnest.client.get("/account/second-factor", follow_redirects=False).status_code == 303


def test_reviewers_need_a_second_factor_by_setting_or_when_they_have_one(earnest: Site) -> None:
    password = add_staff(earnest.central, "reviewer", "test", Role.REVIEWER)
    assert give_password(earnest, "reviewer", password).headers["Location"] == "/"
    change_settings(earnest.central, staff=replace(earnest.central.settings.staff, totp_reviewers=True))
    assert give_password(earnest, "reviewer", password).headers["Location"] == "/account/second-factor"
    change_role(earnest.central, "reviewer", "test", Role.ADMINISTRATOR, ())
    assert give_password(earnest, "reviewer", password).headers["Location"] == "/account/second-factor"


def test_a_reset_leads_through_it_again(earnest: Site) -> None:
    set_up(earnest)
    assert opens(earnest)
    reset_second_factor(earnest.central, earnest.first.staff, "test")
    assert not opens(earnest)
    assert give_password(earnest).headers["Location"] == "/account/second-factor"


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Forwarded-For": "10.0.0.7"}, {"Forwarded": "for=10.0.0.7"}, {"Host": "photo.example.edu"}],
)
def test_a_rehearsal_lets_in_without_a_second_factor_from_this_machine_only(
    site: Site, headers: dict[str, str]
) -> None:
    answer = give_password(site, **headers)
    assert answer.headers["Location"] == ("/account/second-factor" if headers else "/")
    if not headers:
        assert "演练服务器" in site.client.get("/").text


def test_a_rehearsal_asks_for_a_second_factor_that_was_set_up(earnest: Site) -> None:
    set_up(earnest)
    object.__setattr__(earnest.central, "rehearsal", True)
    assert give_password(earnest).headers["Location"] == "/login/code"


def test_a_rehearsal_does_not_listen_beyond_this_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["central", "serve", "--init", "--rehearsal", "--host", "0.0.0.0", "--data", str(tmp_path / "x")]
    assert main(words) == 2
    assert "central-rehearsal" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("name", ["admin", "nobody-of-this-name"])
def test_a_name_is_locked_alike_whether_anybody_has_it(earnest: Site, name: str) -> None:
    rules = earnest.central.settings.staff
    answers = [give_password(earnest, name, f"guess {n}") for n in range(rules.lockout_after)]
    assert {answer.status_code for answer in answers} == {401}
    locked = give_password(earnest, name, "guess")
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, str(int(rules.lockout_first_s)))
    right = give_password(earnest, name)
    assert right.status_code == 429, "while it is locked the right one is not even looked at"
    for lock_s in (rules.lockout_first_s, 2 * rules.lockout_first_s):
        earnest.clock.advance(lock_s - 1)
        assert give_password(earnest, name, "guess").status_code == 429
        earnest.clock.advance(1)
        assert give_password(earnest, name, "guess").status_code == 401
    earnest.clock.advance(rules.lockout_most_s)
    assert give_password(earnest, name).status_code == (303 if name == earnest.first.staff else 401)
    with earnest.central.session() as db:
        assert name.encode() not in b"".join(row.name_digest.encode() for row in db.query(LogInTries))
        locks = [row.subject for row in db.query(AuditRow).filter_by(action="log-in-locked")]
    assert set(locks) == ({name} if name == earnest.first.staff else set())


def test_the_lock_has_an_upper_end_and_is_forgotten(site: Site) -> None:
    rules = site.central.settings.staff
    for _ in range(rules.lockout_after + 12):
        assert begin_try(site.central, "admin") == 0
        site.clock.advance(rules.lockout_most_s)
    site.clock.advance(24 * 3600)
    for _ in range(rules.lockout_after):
        assert begin_try(site.central, "admin") == 0
    assert begin_try(site.central, "admin") == rules.lockout_first_s


def test_tries_at_once_are_worth_no_more_than_one_after_another(site: Site) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: begin_try(site.central, "admin"), range(40)))
    assert waits.count(0) == site.central.settings.staff.lockout_after


def test_codes_cannot_be_guessed_by_whoever_knows_the_password(earnest: Site) -> None:
    set_up(earnest)
    earnest.clock.advance(STEP_S)
    tries = 0
    for _ in range(2 * earnest.central.settings.staff.lockout_after):
        earnest.client.cookies.clear()
        if give_password(earnest).status_code == 429:
            break
        tries += 1
        assert give_code(earnest, "000000").status_code in (401, 429)
    assert tries == earnest.central.settings.staff.lockout_after
    assert give_password(earnest).status_code == 429


def test_a_hash_of_other_parameters_is_made_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PasswordHasher", PasswordHasher)  # at the cost it really has
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(site.first.password)
    with site.central.session() as db, db.begin():
        db.get_one(Staff, site.first.staff).password = weak
    site.log_in()
    with site.central.session() as db:
        fresh = db.get_one(Staff, site.first.staff).password
    assert fresh != weak and fresh.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    site.client.cookies.clear()
    site.log_in()


def test_a_log_in_ends_by_idleness(site: Site) -> None:
    idle_s = site.central.settings.staff.idle_minutes * 60
    site.log_in()
    for _ in range(3):
        site.clock.advance(idle_s - 90)
        assert opens(site)
    site.clock.advance(idle_s)
    assert not opens(site)


def test_a_page_from_another_site_logs_nobody_in(earnest: Site) -> None:
    for site_ in ("cross-site", "same-site"):
        assert give_password(earnest, **{"Sec-Fetch-Site": site_}).status_code == 403
    assert give_password(earnest, **{"Sec-Fetch-Site": "same-origin"}).status_code == 303


def listed(site: Site) -> list[str]:
    return re.findall(r'<tr id="([0-9a-f]{32})">', site.client.get("/account").text)


@pytest.fixture
def elsewhere(site: Site) -> tuple[Site, str]:
    """A site with a log-in on this browser, and one on another whose cookie is given."""
    enter(site)
    other = site.client.cookies[COOKIE]
    site.client.cookies.clear()
    site.log_in()
    return site, other


def test_ones_log_ins_are_listed_and_ended_one_by_one(elsewhere: tuple[Site, str]) -> None:
    site, other = elsewhere
    ids = listed(site)
    assert len(ids) == 2
    mine = re.search(r'<tr id="(\w+)">(?:(?!</tr>).)*this one', site.client.get("/account").text, re.DOTALL)
    assert mine is not None
    [theirs] = set(ids) - {mine[1]}
    assert send(site, "/account", f"/account/sessions/{theirs}/end").status_code == 303
    assert listed(site) == [mine[1]]
    use(site, other)
    assert not opens(site)


def test_nobody_ends_anothers_log_in(site: Site) -> None:
    add_staff(site.central, "reviewer", "test", Role.REVIEWER)
    enter(site, "reviewer")
    with site.central.session() as db:
        [theirs] = [row.id for row in db.query(StaffSession)]
    reviewer = site.client.cookies[COOKIE]
    site.client.cookies.clear()
    site.log_in()
    assert theirs not in listed(site)
    send(site, "/account", f"/account/sessions/{theirs}/end")
    use(site, reviewer)
    assert opens(site)


def test_log_out_everywhere_ends_every_log_in(elsewhere: tuple[Site, str]) -> None:
    site, other = elsewhere
    mine = site.client.cookies[COOKIE]
    assert send(site, "/account", "/account/log-out-everywhere").headers["Location"] == "/login"
    for cookie in (mine, other):
        use(site, cookie)
        assert not opens(site)


def test_a_new_password_is_judged_and_ends_the_other_log_ins(elsewhere: tuple[Site, str]) -> None:
    site, other = elsewhere
    for wrong in ("short", "x" * 201, "aaaaaaaaaaaa", "1234567890", "my Admin words", "qwertyuiop 7"):
        answer = send(site, "/account", "/account/password", password=wrong, again=wrong)
        assert answer.status_code == 422 and "密码太弱" in answer.text, wrong
    good = "four unlikely wörds"
    assert send(site, "/account", "/account/password", password=good, again="other").status_code == 422
    assert send(site, "/account", "/account/password", password=good, again=good).status_code == 303
    assert opens(site)
    use(site, other)
    assert not opens(site)
    site.clock.advance(61)
    assert give_password(site).status_code == 401
    decomposed = good.replace("ö", "o\u0308")  # as another keyboard may send it
    assert give_password(site, None, decomposed).status_code == 303


@pytest.mark.parametrize(
    "password",
    [HAN, DECOMPOSED, "".join(chr(0x1F600 + n % 70) for n in range(200))],
    ids=["han", "parts", "emoji"],
)
def test_the_longest_password_logs_in_and_proves_it(site: Site, password: str) -> None:
    enter(site)
    answer = send(site, "/account", "/account/password", password=password, again=password)
    assert answer.status_code == 303
    assert send(site, "/confirm", "/confirm", password=password).status_code == 303
    site.client.cookies.clear()
    assert give_password(site, None, password).status_code == 303
    site.client.cookies.clear()
    assert give_password(site, None, password + "x").status_code == 401, "whatever comes behind it counts"


def test_a_password_is_cut_as_it_is_counted() -> None:
    hashed = hash_password(check_password(DECOMPOSED, "admin"))
    assert len(DECOMPOSED) > 2 * passwords.MAX_CHARS
    assert matches(hashed, DECOMPOSED) and matches(hashed, unicodedata.normalize("NFC", DECOMPOSED))
    assert not matches(hashed, DECOMPOSED + "x") and not matches(hashed, DECOMPOSED[:-3])


CONFIRMED = [
    ("GET", "/export"), ("POST", "/export"), ("GET", "/staff"), ("POST", "/staff"), ("GET", "/staff/admin"),
    ("POST", "/staff/admin"), ("GET", "/withdraw/{id}"), ("POST", "/withdraw/{id}"),
    ("GET", "/account/second-factor"), ("POST", "/account/second-factor"), ("POST", "/account/password"),
    ("POST", "/account/recovery-codes"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), CONFIRMED)
def test_what_cannot_be_undone_asks_again_after_a_while(site: Site, method: str, path: str) -> None:
    id_ = site.booth().deliver()["id"]
    enter(site)
    filled = path.replace("{id}", id_)
    token = token_in(site.client.get("/account").text)
    site.clock.advance(site.central.settings.staff.confirm_minutes * 60)
    form = {"token": token, "asked": "yes", "do": "remove", "state": "received"} if method == "POST" else None
    answer = site.client.request(method, filled, data=form, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/confirm?back=%2F"), (
        answer.text
    )
    with site.central.session() as db:
        assert db.query(AuditRow).count() == 0


def test_proving_it_takes_the_right_password(site: Site) -> None:
    enter(site)
    site.clock.advance(site.central.settings.staff.confirm_minutes * 60)
    assert send(site, "/confirm", "/confirm", password="wrong", back="/staff").status_code == 401
    assert send(site, "/confirm", "/confirm", password="", code="", back="/staff").status_code == 401
    assert site.client.get("/staff", follow_redirects=False).status_code == 303
    confirmed = send(site, "/confirm", "/confirm", password=site.first.password, back="/staff")
    assert confirmed.headers["Location"] == "/staff"
    assert opens(site, "/staff")


def test_a_code_proves_it_as_well_and_the_way_back_is_ours(earnest: Site) -> None:
    secret, _ = set_up(earnest)
    for back in ("https://example.org/", "//example.org", "/\\example.org", "/x\n", "javascript:alert(1)"):
        earnest.clock.advance(660)
        answer = send(earnest, "/confirm", "/confirm", code=code_of(earnest, secret), back=back)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/"), back
        assert opens(earnest, "/staff")


def forms(site: Site) -> list[str]:
    """Return the path of every route of the pages that takes a form from somebody logged in."""
    paths = set()
    for part in site.client.app.routes:  # type: ignore[attr-defined]
        for route in getattr(getattr(part, "original_router", None), "routes", ()):
            assert isinstance(route, APIRoute)
            if route.methods - {"GET", "HEAD"} and not route.path.startswith(("/api/", "/h/", "/sandbox/")):
                assert route.methods == {"POST"}
                paths.add(route.path)
    return sorted(paths - {"/login", "/fees/notice"})


def filled_in(path: str, id_: str, device: str = "0") -> str:
    """Return a route's path about a submission, a booth, the example campaign or the first member."""
    filled = path.replace("{name}", "admin").replace("{import_id}", "0" * 32).replace("{device}", device)
    filled = filled.replace("sessions/{id}", f"sessions/{'0' * 32}")
    filled = filled.replace("{id}", "example" if "campaigns" in path else id_)
    assert "{" not in filled, "a new kind of path: say here what it is about"
    return filled


def test_no_form_is_taken_that_another_site_could_have_made(site: Site) -> None:
    id_ = site.booth().deliver()["id"]
    enter(site)
    found = forms(site)
    assert len(found) >= 17
    for path in found:
        filled = filled_in(path, id_)
        for token in ({}, {"token": ""}, {"token": "0" * 64}):
            form = {"do": "disable", "asked": "yes", "code": "1", "decision": "approved", **token}
            answer = site.client.post(filled, data=form, follow_redirects=False)
            assert answer.status_code == 403 or answer.headers["Location"] == "/login", path
    assert opens(site), "nor did anything log us out"
    with site.central.session() as db:
        assert db.query(AuditRow).count() == 0


def test_whatever_was_stopped_to_ask_who_it_is_can_be_done_afterwards(earnest: Site) -> None:
    """Every form of every page: the way back leads to the page with its button, which says to press it."""
    booth = earnest.booth()
    id_ = booth.deliver()["id"]
    with earnest.central.session() as db, db.begin():
        put_campaign(db, load_campaign("example"), earnest.central.timestamp())
    set_up(earnest)
    token = token_in(earnest.client.get("/account").text)
    earnest.clock.advance(earnest.central.settings.staff.confirm_minutes * 60)
    stopped = {}
    for path in set(forms(earnest)) - {"/logout", "/account/log-out-everywhere"}:
        filled = filled_in(path, id_, booth.device)
        answer = earnest.client.post(filled, data={"token": token}, follow_redirects=False)
        if answer.headers.get("Location", "").startswith("/confirm?"):
            stopped[filled] = parse_qs(urlsplit(answer.headers["Location"]).query)["back"][0]
    assert len(stopped) >= 10
    for filled, back in stopped.items():
        earnest.clock.advance(earnest.central.settings.staff.confirm_minutes * 60)
        asked = earnest.client.get("/confirm", params={"back": back}).text
        assert f'name="back" value="{back}"' in asked
        send(earnest, "/confirm", "/confirm", password=earnest.first.password, back=back)
        page = earnest.client.get(back, follow_redirects=False)
        assert page.status_code == 200, (filled, back)
        assert f'action="{filled}"' in page.text, (filled, back)
        assert "Confirmed, but nothing is done yet" in page.text, filled
        assert "Confirmed, but" not in earnest.client.get(back.partition("?")[0]).text
    revoking = f"/fleet/{booth.device}/revoke"
    assert send(earnest, stopped[revoking], revoking).status_code == 303
    assert booth.call("GET", "/device/config").status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "status", "back"),
    [
        ("GET", "/fleet/x/revoke", 405, "/fleet/x"), ("GET", "/account/password", 405, "/account"),
        ("GET", "/nowhere/at/all", 404, "/"), ("GET", "/review?page=first", 422, "/review"),
        ("POST", "/fleet/x/name", 404, "/fleet/x"), ("POST", "/review/x/undo", 422, "/review/x"),
    ],
)  # fmt: skip
def test_a_browser_is_told_what_went_wrong_on_a_page(
    site: Site, method: str, path: str, status: int, back: str
) -> None:
    enter(site)
    form = {"token": token_in(site.client.get("/account").text)} if method == "POST" else None
    answer = site.client.request(method, path, data=form, headers={"Accept": "text/html,*/*"})
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "操作未完成" in answer.text and f'<a href="{back}">' in answer.text
    assert (answer.headers.get("Allow") == "POST") is (status == 405)
    plain = site.client.request(method, path, data=form)
    assert plain.headers["Content-Type"] == "application/problem+json"


def test_a_half_finished_log_in_opens_nothing(earnest: Site) -> None:
    id_ = earnest.booth().deliver()["id"]
    set_up(earnest)
    earnest.client.cookies.clear()
    earnest.clock.advance(STEP_S)
    give_password(earnest)
    for path in ("/", "/review", f"/review/{id_}", "/orders", "/export", "/staff", "/account", "/confirm"):
        assert earnest.client.get(path, follow_redirects=False).headers["Location"] == "/login", path
