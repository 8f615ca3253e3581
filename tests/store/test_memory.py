"""What a booth remembers of campaigns and people: limits, reviews, rosters; nothing that names anybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.standing import History, Review
from kiosk.clock import ManualClock
from kiosk.sqlite import read_only
from kiosk.store import ledger
from kiosk.store.rosters import BATCH
from kiosk.store.store import Store
from kiosk.store.stored import Reviewed
from tests.store.making import ROOMY, HeldKeys, submission

PROMPT_S = 5.0
WHO = "7" * 64
ENTRY = RosterEntry(WHO, "名册测*", "a" * 64, "b" * 64, college="名册学院")


def test_photos_are_counted_told_and_forgotten(store: Store, clock: ManualClock) -> None:
    memory = store.memory
    assert memory.history("example", WHO) == History()
    first = clock.now()
    memory.count_photo("example", WHO)
    clock.advance(60)
    memory.count_photo("example", WHO)
    memory.count_photo("example", "8" * 64)
    assert memory.history("example", WHO).standardized_at == (first, first + timedelta(seconds=60))
    assert memory.history("other", WHO).standardized_at == ()
    untold = memory.untold_photos(10)
    assert [(count.person, count.at) for count in untold][:1] == [(WHO, first)]
    memory.forget_photos(clock.now() + timedelta(days=1))
    assert len(memory.untold_photos(10)) == 3, "what the server does not know yet is kept"
    memory.mark_told([count.id for count in untold])
    memory.forget_photos(clock.now())
    assert memory.history("example", WHO).standardized_at == (first + timedelta(seconds=60),)


def test_a_saved_submission_and_its_review_are_remembered(store: Store, clock: ManualClock) -> None:
    made = replace(submission(clock), person_key=WHO)
    store.save(made)
    history = store.memory.history("example", WHO)
    assert (history.review, history.submission) == (Review.SAVED, made.id)
    store.memory.note_review([Reviewed(made.id, Review.REJECTED, "ears", "复核测试说明", 1)], 41)
    history = store.memory.history("example", WHO)
    assert (history.review, history.reason, history.note, history.rejections) == (
        Review.REJECTED, "ears", "复核测试说明", 1,
    )  # fmt: skip
    assert store.memory.cursor() == 41
    clock.advance(5)
    second = replace(submission(clock), person_key=WHO)
    store.save(second)
    history = store.memory.history("example", WHO)
    assert (history.review, history.submission, history.rejections) == (Review.SAVED, second.id, 1)
    store.memory.forget_visit(second.id)
    assert store.memory.history("example", WHO).submission == made.id


def test_campaigns_and_rosters_are_copies_of_the_servers(store: Store) -> None:
    memory, document = store.memory, load_campaign("example").as_json()
    assert memory.campaign("example") is None and memory.config_etag() is None
    memory.keep_campaigns([document, {**document, "id": "other"}], '"1"')
    memory.keep_roster("other", 3, [ENTRY])
    assert memory.campaign("example") == document and memory.config_etag() == '"1"'
    assert (memory.roster_entry("other", WHO), memory.roster_version("other")) == (ENTRY, 3)
    assert memory.roster_entry("example", WHO) is None
    memory.keep_roster("other", 4, [])
    assert memory.roster_entry("other", WHO) is None
    memory.keep_roster("other", 5, [ENTRY])
    memory.keep_campaigns([document], '"2"')
    assert memory.campaign("other") is None and memory.roster_entry("other", WHO) is None
    assert memory.roster_version("other") == 0, "given the campaign again, the roster is asked for again"


def people(count: int, college: str) -> list[RosterEntry]:
    return [replace(ENTRY, key=f"{number:064x}", college=college) for number in range(count)]


def kept_rows(folder: Path) -> int:
    with closing(read_only(folder / "store" / "store.db")) as db:
        return int(db.execute("SELECT COUNT(*) FROM roster").fetchone()[0])


def test_nobody_waits_while_a_roster_is_exchanged_and_the_old_one_holds_until_then(
    tmp_path: Path, store: Store
) -> None:
    memory = store.memory
    memory.keep_roster("example", 1, people(3, "old"))
    seen: list[str | None] = []

    def look_up() -> None:
        entry = memory.roster_entry("example", f"{1:064x}")
        seen.append(None if entry is None else entry.college)

    def arriving() -> Iterator[RosterEntry]:
        for number, entry in enumerate(people(2 * BATCH + 1, "new")):
            if number % BATCH == 1:
                reader = threading.Thread(target=look_up)
                reader.start()
                reader.join(PROMPT_S)
            yield entry
        assert kept_rows(tmp_path) > BATCH

    memory.keep_roster("example", 2, arriving())
    assert seen == ["old"] * 2, "each answered at once, before the last was there"
    look_up()
    assert (seen[-1], memory.roster_version("example")) == ("new", 2)
    assert kept_rows(tmp_path) == 2 * BATCH + 1


@pytest.mark.parametrize("restarted", [True, False], ids=["next start", "next roster"])
def test_a_roster_that_was_broken_off_leaves_the_old_one_and_no_rows(
    tmp_path: Path, clock: ManualClock, restarted: bool
) -> None:
    class CutOffError(Exception):
        pass

    def cut_off() -> Iterator[RosterEntry]:
        yield from people(BATCH + 1, "new")
        raise CutOffError

    with closing(Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY)) as store:
        store.memory.keep_roster("example", 1, [ENTRY])
        with pytest.raises(CutOffError):
            store.memory.keep_roster("example", 2, cut_off())
        assert kept_rows(tmp_path) == 1 + BATCH
        assert (store.memory.roster_entry("example", WHO), store.memory.roster_version("example")) == (
            ENTRY,
            1,
        )
        if not restarted:
            store.memory.keep_roster("other", 1, [])
    if restarted:
        Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY).close()
    assert kept_rows(tmp_path) == 1
    with closing(Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY)) as store:
        assert store.memory.roster_entry("example", WHO) == ENTRY


def test_a_roster_of_an_earlier_version_serves_until_the_next(tmp_path: Path, store: Store) -> None:
    """It lies under the campaign itself; an update, or going back from one, needs no network at once."""
    memory = store.memory

    def keep_as_before(version: int, college: str) -> None:
        memory.keep_roster("example", version, [replace(ENTRY, college=college)])
        with store._writing() as db:
            db.execute("UPDATE roster SET campaign = 'example'")
            db.execute("DELETE FROM meta WHERE key LIKE 'roster%'")
            ledger.set_meta(db, "roster.example", str(version))

    def kept() -> tuple[int, str | None]:
        entry = memory.roster_entry("example", WHO)
        return memory.roster_version("example"), None if entry is None else entry.college

    keep_as_before(3, "before")
    memory.drop_unused()
    assert kept() == (3, "before")
    memory.keep_roster("example", 4, [replace(ENTRY, college="now")])
    assert kept() == (4, "now")
    with store._reading() as db:
        gone = db.execute("SELECT key FROM meta WHERE key IN ('roster.example', 'config_etag')").fetchall()
    assert not gone, "a version that is gone back to would not ask for what it cannot find"
    keep_as_before(5, "gone back")
    assert kept() == (5, "gone back")
    memory.keep_campaigns([], '"1"')
    assert kept() == (0, None)
    assert kept_rows(tmp_path) == 0


def test_nothing_that_names_anybody_lies_in_plain(tmp_path: Path, clock: ManualClock) -> None:
    store = Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY)
    made = replace(submission(clock), person_key=WHO)
    store.save(made)
    store.memory.keep_campaigns([load_campaign("example").as_json()], '"1"')
    store.memory.keep_roster("example", 1, [ENTRY])
    store.memory.note_review([Reviewed(made.id, Review.REJECTED, "other", "复核测试说明", 1)], 1)
    store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for canary in ("名册测", "名册学院", "复核测试说明"):
        assert canary.encode() not in kept
        assert canary.encode("unicode_escape") not in kept
    again = Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY)
    assert again.memory.roster_entry("example", WHO) == ENTRY
    again.close()
