"""Where the bytes of a file lie: a folder on disk, or the memory of a test."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.files.errors import FileGone, NoRoom
from config import Settings

if TYPE_CHECKING:
    from obstore.store import LocalStore, MemoryStore

KEY_BYTES = 20  # 160 random bits: a key cannot be guessed


class Storage(Protocol):
    """What keeps bytes under a key."""

    def put(self, key: str, data: bytes) -> None:
        """Keep ``data``; what was under the key before is gone.

        :raises NoRoom: the disk is full, or nothing can be written; nothing is kept, not even a part
        """

    def get(self, key: str) -> bytes:
        """Return what is kept.

        :raises FileGone: nothing under that key
        """

    def delete(self, key: str) -> None:
        """Forget what is under the key; nothing there is fine too."""

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        """Yield each key with the instant it was written."""


def new_key() -> str:
    """Return a fresh random key; its first two letters are a folder, so no folder grows without end."""
    key = secrets.token_hex(KEY_BYTES)
    return f"{key[:2]}/{key[2:]}"


class _ObjectStorage:
    """Storage on any store obstore knows. Keys that climb out of the folder are refused (``ValueError``)."""

    @cached_property
    def _store(self) -> LocalStore | MemoryStore:
        raise NotImplementedError

    def put(self, key: str, data: bytes) -> None:
        from obstore.exceptions import BaseError

        try:
            self._store.put(key, data)
        except (BaseError, OSError) as error:
            raise NoRoom from error

    def get(self, key: str) -> bytes:
        try:
            return bytes(self._store.get(key).bytes())
        except FileNotFoundError as error:
            raise FileGone from error

    def delete(self, key: str) -> None:
        try:
            self._store.delete(key)
        except FileNotFoundError:
            return

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        for chunk in self._store.list():
            for found in chunk:
                yield found["path"], found["last_modified"]


def _open_store(folder: Path | None) -> LocalStore | MemoryStore:
    """Return the library's store for a folder, or for memory."""
    from obstore.store import LocalStore, MemoryStore

    return MemoryStore() if folder is None else LocalStore(prefix=folder, mkdir=True)


class _DiskStorage(_ObjectStorage):
    """A folder. It is opened at first use: the library's threads must be born after a server has forked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _store(self) -> LocalStore | MemoryStore:
        return _open_store(self._folder)


class _MemoryStorage(_ObjectStorage):
    """The twin for tests."""

    @cached_property
    def _store(self) -> LocalStore | MemoryStore:
        return _open_store(None)


def make_storage(settings: Settings) -> Storage:
    """Return the storage of this installation."""
    return _DiskStorage(settings.data_dir / "files")


def memory_storage() -> Storage:
    """Return a storage that lives as long as the object."""
    return _MemoryStorage()
