"""Keep a file: its bytes in the storage, what is known of it in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.files.errors import FileGone
from app.files.models import StoredFile
from app.files.storage import Storage, new_key

if TYPE_CHECKING:
    from app.files.images import CleanImage

ORPHAN_AFTER = timedelta(hours=1)  # longer than any request that may still commit its row
_BATCH = 500
_SMALL = "-small"


def store_image(session: Session, storage: Storage, clean: CleanImage) -> StoredFile:
    """Keep the image and return its row, added to the transaction of the caller.

    The bytes are written first: a row never points to nothing. When the transaction is lost, the bytes
    stay alone and ``sweep_orphans`` takes them.
    """
    row = StoredFile(
        key=put_image(storage, clean),
        media_type=clean.media_type,
        size_bytes=len(clean.data),
        width=clean.width,
        height=clean.height,
    )
    session.add(row)
    session.flush()
    return row


def store_file(session: Session, storage: Storage, data: bytes, media_type: str) -> StoredFile:
    """Keep a file that is no image and return its row, added to the transaction of the caller, bytes first."""
    key = new_key()
    storage.put(key, data)
    row = StoredFile(key=key, media_type=media_type, size_bytes=len(data), width=0, height=0)
    session.add(row)
    session.flush()
    return row


def put_image(storage: Storage, clean: CleanImage) -> str:
    """Keep the bytes of an image and of its small size; return the key, which no row has yet."""
    key = new_key()
    storage.put(key, clean.data)
    storage.put(small_key(key), clean.small)
    return key


def small_key(key: str) -> str:
    """Return where the small size of an image lies."""
    return f"{key}{_SMALL}"


def read_small(storage: Storage, key: str) -> bytes:
    """Return the small size of an image; it is made now where the image was stored before there were small sizes.

    :raises FileGone: no such image
    """
    try:
        return storage.get(small_key(key))
    except FileGone:
        from app.files.images import small_image

        small = small_image(storage.get(key))
        storage.put(small_key(key), small)
        return small


def sweep_orphans(session: Session, storage: Storage) -> int:
    """Delete the bytes that no row points to, each with its small size; return how many files that were.

    Young ones stay: their transaction may be under way. One statement for each 500 files.
    """
    before = clock.now() - ORPHAN_AFTER
    old = (key for key, written in storage.list_keys() if written < before)
    swept = 0
    for keys in _batches(old):
        images = {key: key.removesuffix(_SMALL) for key in keys}
        known = set(session.scalars(select(StoredFile.key).where(StoredFile.key.in_(images.values()))))
        for key, image in images.items():
            if image not in known:
                storage.delete(key)
                swept += 1
    return swept


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, _BATCH)):
        yield batch
