"""What the production server imports: `gunicorn 'app.wsgi:make_app()'`."""

from __future__ import annotations

import gc
from contextlib import suppress
from ctypes import CDLL

from flask import Flask

from app import create_app
from app.web import logs
from app.worker import start_beside_web
from config import Settings

M_ARENA_MAX = -8  # malloc.h


def make_app() -> Flask:
    """Build the application of one web process, with its worker or the means to wake it."""
    settings = Settings.from_environ()
    logs.configure(settings)
    app = create_app(settings)
    start_beside_web(app, settings)
    settle()
    return app


def settle() -> None:
    """Take what lives as long as the process out of the collector's sight.

    Otherwise a full collection stops the process for tens of milliseconds, every hundred pages or so.
    The threads, which take turns in Python anyway, share one heap: several only keep memory from each other.
    """
    with suppress(OSError, AttributeError):  # the C library of GNU; others have no such knob
        CDLL(None).mallopt(M_ARENA_MAX, 1)
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
