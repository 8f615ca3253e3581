"""Where the server keeps its data: what it refuses, what it says when a place is away; races done again."""

from __future__ import annotations

import asyncio
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from kiosk.central.blobs import BlobTrouble
from kiosk.central.central import Central, open_central
from kiosk.central.database import hold
from kiosk.central.intake import OWN
from kiosk.central.leases import take_turn
from kiosk.central.limits import RateLimit
from kiosk.central.object_store import ObjectBlobs
from kiosk.central.places import open_blobs
from kiosk.central.postgresql import open_postgresql, parse_url
from kiosk.central.races import TRIES, RaceMiddleware
from kiosk.central.recording import Sent, record_picture
from kiosk.central.settings import DATABASE, DATABASE_FILE, load_central_settings
from kiosk.central.sweeping import remove_files
from kiosk.central.tables import Blob, BlobHolder
from kiosk.cli import main
from kiosk.clock import SystemClock
from kiosk.digest import sha256_hex
from kiosk.errors import KioskError
from tests.central.conftest import Site
from tests.leftovers import ExpectLog
from tests.storing import BUCKET, Cluster, ObjectServer

SECRET = "canary-password"


def refused(code: str) -> Any:
    return pytest.raises(KioskError, check=lambda error: error.code == code)


def test_a_password_is_told_by_the_environment_never_by_a_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for url in (
        f"postgresql://me:{SECRET}@127.0.0.1:1/x",
        f"postgresql://me@127.0.0.1:1/x?password={SECRET}",
    ):
        assert main(["central", "serve", "--data", str(tmp_path), "--database", url]) == 2
        told = capsys.readouterr().err
        assert "password-shown" in told and SECRET not in told
    file = tmp_path / "address"
    file.write_text(f"postgresql://me:{SECRET}@127.0.0.1:1/x\n")
    monkeypatch.setenv(DATABASE, "postgresql://other@127.0.0.1/y")
    monkeypatch.setenv(DATABASE_FILE, str(file))
    assert SECRET in load_central_settings().database
    assert main(["central", "init", "--data", str(tmp_path / "data")]) == 2
    told = capsys.readouterr().err
    assert "database-unreachable" in told and SECRET not in told
    monkeypatch.setenv(DATABASE_FILE, str(tmp_path / "absent"))
    with refused("config-unreadable"):
        load_central_settings()


def test_addresses_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    for url in ("mysql://a@b/c", "postgresql://host/", "nonsense", f"oracle://me:{SECRET}@x/y"):
        with pytest.raises(KioskError) as error:
            parse_url(url)
        assert error.value.code == "database-url" and SECRET not in str(error.value)
    for place in ("ftp://x/y", "s3://", "s3:///prefix"):
        with refused("blobs-url"):
            open_blobs(place, tmp_path)
    assert open_blobs(str(tmp_path / "elsewhere"), tmp_path).has("0" * 64) is False
    assert (tmp_path / "elsewhere").is_dir()


def test_a_database_that_sorts_by_a_language_or_forgets_is_refused(cluster: Cluster) -> None:
    cluster.execute("CREATE DATABASE sorted TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
    with refused("database-collation"):
        open_postgresql(cluster.address("sorted"))
    cluster.execute("DROP DATABASE sorted")
    cluster.execute("CREATE DATABASE lazy")
    cluster.execute("ALTER DATABASE lazy SET synchronous_commit = off")
    engine = open_postgresql(cluster.address("lazy"))
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "on", "a receipt means: on the disk"
        assert connection.scalar(text("SHOW lock_timeout")) == "10s"
    engine.dispose()
    cluster.execute("DROP DATABASE lazy WITH (FORCE)")


def test_photos_travel_in_plain_on_this_machine_only(
    objects: ObjectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in objects.environment.items():
        monkeypatch.setenv(name, value)
    blobs = ObjectBlobs(f"s3://{BUCKET}/plain")
    data = b"a picture"
    blobs.put(sha256_hex(data), data)
    assert blobs.get(sha256_hex(data)) == data
    with pytest.raises(BlobTrouble, match="something else"):
        blobs.put("0" * 64, data)  # what is read back is not what its name says
    with refused("blobs-unreachable"):
        ObjectBlobs("s3://no-such-bucket/x")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://photos.example.edu")
    with refused("blobs-plain"):
        ObjectBlobs(f"s3://{BUCKET}/plain")


def test_a_booth_is_asked_to_come_again_when_the_pictures_are_away(
    site: Site, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    booth = site.booth()
    manifest, pictures = booth.make()

    def away(*_: object) -> bool:
        raise BlobTrouble("the object store answers with GenericError")

    expect_log("kiosk.central.trouble", "does not answer")
    with monkeypatch.context() as patch:
        patch.setattr(type(site.central.blobs), "put", away)
        answer = booth.call("PUT", f"/blobs/{next(iter(pictures))}", next(iter(pictures.values())))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    booth.put_blobs(pictures)
    assert booth.put(manifest).status_code == 201


def test_a_call_that_lost_a_race_is_done_again_and_no_other() -> None:
    def failing(error: Exception, times: int) -> tuple[list[dict[str, Any]], int]:
        calls, answers = [], []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            calls.append((await receive())["body"])
            if len(calls) <= times:
                raise error
            await send({"type": "http.response.start", "status": 200})

        async def receive() -> dict[str, Any]:
            assert not calls, "the body comes once"
            return {"type": "http.request", "body": b"all of it"}

        async def send(message: Any) -> None:
            answers.append(message)

        asyncio.run(RaceMiddleware(app)({"type": "http"}, receive, send))
        assert set(calls) == {b"all of it"}
        return answers, len(calls)

    deadlock = OperationalError("…", None, psycopg.errors.DeadlockDetected())
    twice = IntegrityError("…", None, psycopg.errors.UniqueViolation())
    assert failing(deadlock, 2)[1] == 3
    assert failing(twice, TRIES - 1)[1] == TRIES
    with pytest.raises(OperationalError):
        failing(deadlock, TRIES)
    with pytest.raises(IntegrityError):
        failing(IntegrityError("…", None, psycopg.errors.NotNullViolation()), 1)


def test_a_turn_and_a_limit_are_kept_by_all_servers_on_a_database(site: Site) -> None:
    other = replace(site.central)
    assert take_turn(site.central, "work", 60)
    assert not take_turn(other, "work", 60)
    site.clock.advance(61)
    assert take_turn(other, "work", 60)
    here, there = RateLimit(site.central, "asking", 2), RateLimit(other, "asking", 2)
    assert (here.wait_s("a"), there.wait_s("a"), there.wait_s("b")) == (0, 0, 0)
    assert here.wait_s("a") == there.wait_s("a") == 60
    site.clock.advance(60)
    assert here.wait_s("a") == 0


def test_a_picture_recorded_while_its_file_is_removed_is_not_lost_unseen(site: Site) -> None:
    """The row waits for the removal, so the commit that follows finds no file and asks for it again."""
    booth = site.booth()
    manifest, pictures = booth.make()
    sha256 = manifest["blobs"]["photo"]["sha256"]
    removing, recorded = threading.Event(), threading.Event()

    class Slow:
        def remove(self, name: str) -> None:
            removing.set()
            assert not recorded.wait(0.5), "a row was made for a file that is just being removed"
            site.central.blobs.remove(name)

    thread = threading.Thread(
        target=remove_files, args=(replace(site.central, blobs=Slow()), [sha256])
    )  # of an erased person's photo
    thread.start()
    assert removing.wait(10)
    booth.put_blobs(pictures)
    recorded.set()
    thread.join()
    answer = booth.put(manifest)
    if answer.status_code == 424:
        assert answer.json()["missing"] == [sha256]
        booth.put_blobs(pictures)
        answer = booth.put(manifest)
    assert answer.status_code == 201
    assert site.central.blobs.has(sha256)
    with site.central.reading() as db:
        assert db.get(Blob, sha256) is not None


def test_who_holds_a_name_is_waited_for_on_postgresql(cluster: Cluster) -> None:
    cluster.execute("CREATE DATABASE holding")
    engine = open_postgresql(cluster.address("holding"))
    order: list[str] = []

    def second() -> None:
        with engine.begin() as connection:
            hold(connection, "the same")
            order.append("second")

    thread = threading.Thread(target=second)
    with engine.begin() as connection:
        hold(connection, "the same")
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join()
    engine.dispose()
    assert order == ["first", "second"]
    cluster.execute("DROP DATABASE holding WITH (FORCE)")


def test_what_a_booth_sent_is_recorded_and_found_in_little_time(site: Site, cluster: Cluster) -> None:
    """Also by a PostgreSQL that has not counted its rows yet, as in the first minute of a long drain."""
    cluster.execute("CREATE DATABASE finding TEMPLATE template0")
    engine = open_postgresql(cluster.address("finding"))
    names = [sha256_hex(str(number).encode()) for number in range(300)]
    looked_at = text(
        "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"
        " WHERE relname IN ('blob', 'blob_holder')"
    )
    with engine.begin() as connection:
        rows = [{"sha256": name, "bytes": 1, "width": 1, "height": 1, "received_at": ""} for name in names]
        connection.execute(insert(Blob), rows)
        connection.execute(insert(BlobHolder), [{"sha256": name, "device": "booth"} for name in names])
        before = connection.scalar(looked_at)
        found = OWN.rows(connection, device="booth", photo=names[0], original=names[1])
        after = connection.scalar(looked_at)
    assert {name for (name,) in found} == set(names[:2])
    assert after - before <= 8
    own = replace(site.central, engine=engine)
    for device in ("booth", "another", "another"):
        record_picture(own, Sent("0" * 64, device, 5, 6, 7))
    with own.session() as db:
        row = db.get_one(Blob, "0" * 64)
        assert (row.bytes, row.width, row.height) == (5, 6, 7)
        holders = db.scalars(select(BlobHolder.device).where(BlobHolder.sha256 == row.sha256))
        assert set(holders) == {"booth", "another"}
        # Only that record is in no hurry: what comes after it on the same connection waits for the disk.
        assert engine.pool.checkedin() == 0  # type: ignore[attr-defined]
        assert db.scalar(text("SHOW synchronous_commit")) == "on"
    engine.dispose()
    cluster.execute("DROP DATABASE finding WITH (FORCE)")


def test_a_second_machine_without_the_keys_is_told(site: Site, tmp_path: Path) -> None:
    bare = tmp_path / "second machine"
    bare.mkdir()
    with refused("central-not-set-up"):
        open_central(bare, site.central.settings, SystemClock())
    for name in ("receipt-signing.key", "recovery-public.key"):
        (bare / name).write_bytes((tmp_path / name).read_bytes())
    settings = replace(site.central.settings, database=site.central.settings.database)
    if settings.database:
        with closing(open_central(bare, settings, SystemClock())) as second:
            assert isinstance(second, Central)
            booth = site.booth()
            manifest = booth.deliver()
            assert second.blobs.has(manifest["blobs"]["photo"]["sha256"])
