"""Hostile uploads to a real server process: refused with a clear word, memory flat, nothing written."""

from __future__ import annotations

import http.client
import os
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from kiosk.campaign.campaign import load_campaign
from kiosk.central.access import COOKIE
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import Central, new_enrolment_code, open_central
from kiosk.central.conformance.calls import Reply, Target
from kiosk.central.conformance.visitor import Claim, Made, Visitor, visitor_of
from kiosk.central.process import CentralProcess
from kiosk.central.sessions import Origin, Stage, open_session
from kiosk.central.settings import load_central_settings
from kiosk.clock import SystemClock
from kiosk.digest import canonical_json, content_digest, sha256_hex
from tests.central import hostile_bodies as hostile
from tests.central.hostile_bodies import MEGA
from tests.central.reviewing import give_factor

MOST_GROWTH_BYTES = 100 * MEGA
"""What the process may hold more at its peak than before; each refused set below announces far more."""
AT_ONCE = 12

pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="reads /proc")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentralProcess]:
    # In a folder of its own: what lies around it is gone through before and after every test.
    with CentralProcess.start(tmp_path_factory.mktemp("hostile") / "central") as process:
        yield process


@pytest.fixture(scope="module")
def inside(server: CentralProcess) -> Iterator[Central]:
    central = open_central(server.data, load_central_settings(), SystemClock())
    with central.session() as db, db.begin():
        put_campaign(db, load_campaign("example"), central.timestamp())
    give_factor(central, "admin")
    yield central
    central.close()


@pytest.fixture(scope="module")
def booth(server: CentralProcess, inside: Central) -> Visitor:
    target = Target(server.url)
    visitor = visitor_of(target, Claim.make(new_enrolment_code(inside)).send(target))
    visitor.deliver()  # what a process takes for its first submission is not counted as growth
    return visitor


@pytest.fixture(autouse=True)
def flat(server: CentralProcess, booth: Visitor) -> Iterator[None]:
    """Hold the server to its memory and its folder, whatever a test sends."""
    before = memory(server.pid)["VmRSS"]
    try:
        Path(f"/proc/{server.pid}/clear_refs").write_text("5")  # the peak is counted from here
    except PermissionError:  # only root may: the server lets nobody else of its account into its memory
        before = memory(server.pid)["VmHWM"]
    files = written(server.data)
    yield
    assert server.running
    booth.target.call("GET", f"/health?nonce={'0' * 32}").must_be(200)
    assert memory(server.pid)["VmHWM"] - before < MOST_GROWTH_BYTES
    assert written(server.data) <= files


def memory(pid: int | None) -> dict[str, int]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    sizes = (line.split() for line in lines if line.startswith("Vm"))
    return {words[0].rstrip(":"): int(words[1]) * 1024 for words in sizes}


def written(data: Path) -> set[str]:
    """Return every file around the server but its database, its log and what lies in its working folder."""
    own = re.compile(r"central\.db.*|server\.log")
    return {str(path) for path in data.parent.rglob("*") if path.is_file() and not own.fullmatch(path.name)}


def refused(reply: Reply, *statuses: int) -> None:
    reply.must_be(*statuses)
    assert reply.problem
    assert reply.header("content-type") == "application/problem+json"


@pytest.mark.parametrize("name", hostile.PICTURES)
def test_what_is_no_picture_is_refused(booth: Visitor, name: str) -> None:
    data, status = hostile.PICTURES[name]
    refused(booth.put_blob(data), status)


def test_many_bombs_at_once_are_as_flat(booth: Visitor) -> None:
    largest = hostile.drawn(7600, 4300, quality=1)  # just allowed, and decoded whole
    bombs = [*(data for data, _ in hostile.PICTURES.values()), *[largest] * AT_ONCE]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(lambda data: booth.put_blob(data, name="0" * 64), bombs))
    assert {reply.status for reply in replies} == {400}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(booth.put_blob, bombs[: len(hostile.PICTURES)]))
    assert {reply.status for reply in replies} <= {413, 415, 422}


def test_the_largest_picture_is_decoded_in_little_memory(booth: Visitor, inside: Central) -> None:
    data = hostile.drawn(7600, 4300, quality=1)
    booth.put_blob(data).must_be(201)
    inside.blobs.remove(sha256_hex(data))


NAMES = ("../" * 12 + "etc/passwd", "..%2f" * 12, "%2e%2e/" * 8, "\0" * 64, "a" * 63 + "\n", "A" * 64,
         "a" * 64 + ".jpg", "C:\\windows", "a" * 5000, "%ff" * 64, "．．／" * 20)  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names_lead_nowhere(booth: Visitor, name: str) -> None:
    data = hostile.drawn()
    refused(booth.put_blob(data, name=quote(name, safe="%/.")), 404, 405, 422)
    for method, path in (("GET", "/submissions/"), ("DELETE", "/submissions/"), ("GET", "/device/fees/")):
        refused(booth.call(method, path + quote(name, safe="%/.")), 404, 405, 422)


@pytest.mark.parametrize("name", hostile.JSON)
def test_json_that_nobody_may_understand_is_refused(booth: Visitor, name: str) -> None:
    body = hostile.JSON[name]
    made = booth.make()
    refused(booth.put(made, body), 400, 413)
    for path in ("/submissions:reconcile", "/device/heartbeat", "/codes:resolve", "/device/photos"):
        # An empty body is no JSON but no body either: the model says that one is needed.
        refused(booth.call("POST", path, body), 400, 413, *([422] if not body else []))


def test_json_below_the_limit_costs_no_more_than_it_weighs(booth: Visitor) -> None:
    for body in (
        b"[" + b"{}," * 170_000 + b"{}]",
        b'["' + b"x" * 500_000 + b'"]',
        b"[" + b"1," * 250_000 + b"1]",
    ):
        refused(booth.call("POST", "/submissions:reconcile", body), 422)
    refused(booth.call("POST", "/submissions:reconcile", b"[" + b"{}," * 400_000 + b"{}]"), 413)


def test_manifests_with_tricks_are_refused(booth: Visitor) -> None:
    made = booth.make()
    booth.put_blobs(made)
    try:
        for name, manifest in hostile.manifest_changes(made.manifest).items():
            reply = booth.put(made, hostile.encoded(manifest))
            assert reply.status == 422, (name, reply)
            assert b"passwd" not in reply.body
    finally:
        booth.verify(made, booth.put(made).must_be(201))
        booth.tidy_up()


def test_digests_that_lie_are_refused(booth: Visitor) -> None:
    data = hostile.drawn()
    for value in (
        content_digest(b"other"),
        "sha-256=::",
        "sha-256=:" + "A" * 10_000,
        "sha-256=:\u00ff:",
        "x" * 99,
    ):
        refused(booth.put_blob(data, headers={"Content-Digest": value}), 400)


def lines(server: CentralProcess, booth: Visitor, *headers: str) -> bytes:
    """Return the head of a picture's upload with these further lines."""
    head = [
        f"PUT /api/v1/blobs/{'0' * 64} HTTP/1.1",
        f"Host: {urlsplit(server.url).netloc}",
        f"Authorization: Bearer {booth.token}",
        *headers,
    ]
    return "\r\n".join([*head, "", ""]).encode("latin-1")


def dialled(server: CentralProcess) -> socket.socket:
    parts = urlsplit(server.url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20)


def status_of(line: socket.socket) -> int:
    """Return the status that came, 0 when the server only hung up."""
    answer = http.client.HTTPResponse(line)
    try:
        answer.begin()
        return answer.status
    except (http.client.HTTPException, OSError):
        return 0
    finally:
        answer.close()


def test_a_gigabyte_is_refused_before_it_is_sent(server: CentralProcess, booth: Visitor) -> None:
    piece, sent = bytes(MEGA), 0
    with closing(dialled(server)) as line:
        line.sendall(lines(server, booth, f"Content-Length: {1 << 30}"))
        try:
            while sent < 1 << 30:
                sent += line.send(piece)
        except OSError:
            pass
        assert sent < 64 * MEGA  # what the buffers of both sides take
        assert status_of(line) in (413, 0)  # an answer may be lost when the caller sends on


@pytest.mark.parametrize(
    "headers",
    [
        ("Transfer-Encoding: chunked",),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: -1",),
        ("Content-Length: 1e3",),
        ("Content-Length: " + "9" * 5000,),
        ("Content-Length: 5\0",),
        ("X-Long: " + "x" * 200_000,),
        ("Content-Length: 18446744073709551615",),
    ],
    ids=lambda headers: headers[-1][:30],
)
def test_lengths_that_lie_are_refused(
    server: CentralProcess, booth: Visitor, headers: tuple[str, ...]
) -> None:
    with closing(dialled(server)) as line:
        try:
            line.sendall(lines(server, booth, *headers) + b"5\r\nabcde\r\n0\r\n\r\n")
        except OSError:
            return  # hung up while the endless header was sent
        assert status_of(line) in (0, 400, 411, 413, 431)


def test_who_announces_and_does_not_send_costs_nothing(server: CentralProcess, booth: Visitor) -> None:
    """Two hundred callers announce three gigabytes together and send a few bytes each."""
    held = []
    try:
        for _ in range(200):
            line = dialled(server)
            held.append(line)
            line.sendall(lines(server, booth, f"Content-Length: {16 * MEGA}") + b"slowly")
        booth.deliver()  # an honest booth is served meanwhile
        booth.tidy_up()
    finally:
        for line in held:
            line.close()


def test_a_form_without_a_log_in_is_small_or_refused(server: CentralProcess) -> None:
    parts = urlsplit(server.url)
    for path, size in (("/login", 64 * 1024), ("/campaigns/example/roster", 64 * MEGA), ("/h/x", 64 * MEGA)):
        with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)) as caller:
            caller.putrequest("POST", path)
            caller.putheader("Content-Length", str(size))
            caller.putheader("Content-Type", "application/x-www-form-urlencoded")
            caller.endheaders()
            assert caller.getresponse().status == 413, path


SHEETS = {
    "a workbook of half a gigabyte": lambda: hostile.workbook_bomb(560 * MEGA),
    "a billion laughs": hostile.entity_bomb,
    "a zip of nothing": lambda: b"PK\x03\x04" + os.urandom(5000),
    "one endless line": lambda: "采集码,姓名\n".encode() + b"a" * (8 * MEGA),
    "a cell of a megabyte": lambda: "采集码,姓名\n".encode() + b'"' + b"=cmd|' /C calc'!A0" * 60_000 + b'"',
    "columns without end": lambda: b"," * MEGA + b"\n" + b"," * MEGA,
    "NUL bytes": lambda: "采集码,姓名\n".encode() + bytes(5000),
    "quotes that never close": lambda: '采集码,姓名\n"'.encode() + b"a,b\n" * 200_000,
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_that_harm_are_refused(server: CentralProcess, inside: Central, name: str) -> None:
    with inside.session() as db, db.begin():
        cookie = open_session(db, inside, "admin", Stage.FULL, Origin("127.0.0.1", "a test"))
    parts = urlsplit(server.url)
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    path = "/campaigns/example/roster"
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as caller:
        caller.request("GET", path, headers=headers)
        page = caller.getresponse().read().decode()
    token = re.findall(r'name="token" value="([0-9a-f]+)"', page)[0]
    edge = "edge"
    body = (
        (
            f'--{edge}\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="../../x.xlsx"\r\n\r\n'
        ).encode()
        + SHEETS[name]()
        + f"\r\n--{edge}--\r\n".encode()
    )
    headers |= {"Content-Type": f"multipart/form-data; boundary={edge}"}
    begun_s = time.monotonic()
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as caller:
        caller.request("POST", path, body, headers)
        answer = caller.getresponse()
        answer.read()
    assert answer.status in (413, 422)
    assert time.monotonic() - begun_s < 20


def test_a_hostile_manifest_is_shown_as_text_only(
    booth: Visitor, server: CentralProcess, inside: Central
) -> None:
    """What is kept as it came, because it is well formed, can neither run nor name a file."""
    made = booth.make()
    made.manifest["person"]["name_masked"] = "<script>alert(1)</script>"
    made.manifest["person"]["code_raw"] = "../../../../etc/passwd"
    made.manifest["inspection"] = {"<b>": "=HYPERLINK(1)"}
    booth.put_blobs(made)
    booth.verify(Made(made.manifest, made.blobs), booth.put(made, canonical_json(made.manifest)).must_be(201))
    with inside.session() as db, db.begin():
        cookie = open_session(db, inside, "admin", Stage.FULL, Origin("127.0.0.1", "a test"))
    parts = urlsplit(server.url)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)) as caller:
        caller.request("GET", "/", headers={"Cookie": f"{COOKIE}={cookie}"})
        page = caller.getresponse().read().decode()
    assert made.id in page
    assert "<script>alert" not in page
    booth.tidy_up()
