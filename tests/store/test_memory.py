"""What a booth remembers of campaigns and people: limits, reviews, rosters; nothing that names anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.standing import History, Review
from kiosk.clock import ManualClock
from kiosk.store.store import Store
from kiosk.store.stored import Reviewed
from tests.store.making import ROOMY, HeldKeys, submission

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
