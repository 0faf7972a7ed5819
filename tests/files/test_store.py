"""A file is kept with its row, and forgotten with it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.files.errors import FileGone
from app.files.images import CleanImage, clean_image
from app.files.kept import KeptImages
from app.files.models import StoredFile
from app.files.storage import Storage, make_storage, memory_storage, new_key
from app.files.store import put_image, read_small, small_key, store_image, sweep_orphans
from config import Settings
from tests.feedback.sent import picture

CLEAN = CleanImage(b"pixels", "image/webp", 4, 3, b"few")
LATER = timedelta(hours=2)


@pytest.fixture(params=["disk", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Return each storage in turn: both must answer the same."""
    disk = request.param == "disk"
    return make_storage(Settings(secret_key="test", data_dir=tmp_path)) if disk else memory_storage()


def test_keeps_the_bytes_and_the_row(session: Session, storage: Storage) -> None:
    row = store_image(session, storage, CLEAN)
    session.commit()
    kept = session.scalars(select(StoredFile)).one()
    assert (kept.id, kept.media_type, kept.size_bytes, kept.width, kept.height) == (row.id, "image/webp", 6, 4, 3)
    assert storage.get(kept.key) == b"pixels"


def test_keys_are_long_and_differ() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert {len(key.replace("/", "")) for key in keys} == {40}


def test_a_missing_file_says_so(storage: Storage) -> None:
    with pytest.raises(FileGone):
        storage.get(new_key())
    storage.delete(new_key())


@pytest.mark.parametrize("key", ["../out", "ab/../../out", "..", "ab//c"])
def test_refuses_keys_that_climb_out(storage: Storage, key: str) -> None:
    with pytest.raises(ValueError, match="path"):
        storage.put(key, b"x")


def test_the_sweep_takes_what_no_row_points_to(session: Session, storage: Storage) -> None:
    kept, removed = store_image(session, storage, CLEAN), store_image(session, storage, CLEAN)
    put_image(storage, CLEAN)  # its transaction was lost
    session.delete(removed)
    with time_machine.travel(clock.now() + LATER):
        assert sweep_orphans(session, storage) == 4, "two images, each with its small size"
    assert {key for key, _ in storage.list_keys()} == {kept.key, small_key(kept.key)}


def test_the_sweep_leaves_what_may_still_get_its_row(session: Session, storage: Storage) -> None:
    storage.put(new_key(), b"young")
    assert sweep_orphans(session, storage) == 0


def test_the_small_size_of_an_older_image_is_made_once(session: Session, storage: Storage) -> None:
    clean = clean_image(picture())
    row = store_image(session, storage, clean)
    assert read_small(storage, row.key) == clean.small
    storage.delete(small_key(row.key))
    small = read_small(storage, row.key)
    with Image.open(BytesIO(small)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (40, 30))
    assert storage.get(small_key(row.key)) == small


def test_what_a_form_keeps_is_its_person_s_alone_and_swept_after_an_hour(session: Session, storage: Storage) -> None:
    kept = KeptImages(storage, "secret", 1)
    token = kept.keep(CLEAN)
    assert (kept.read(token), kept.read_small(token)) == (CLEAN, b"few")
    strangers = [KeptImages(storage, "secret", 2), KeptImages(storage, "another", 1)]
    for images, given in [(strangers[0], token), (strangers[1], token), (kept, token[:-1]), (kept, ""), (kept, "a.b")]:
        with pytest.raises(FileGone):
            images.read(given)
        with pytest.raises(FileGone):
            images.read_small(given)
    assert sweep_orphans(session, storage) == 0
    with time_machine.travel(clock.now() + LATER):
        assert sweep_orphans(session, storage) == 2
    with pytest.raises(FileGone):
        kept.read(token)
    assert session.scalars(select(StoredFile)).all() == []
