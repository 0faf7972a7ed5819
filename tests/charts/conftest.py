"""Charts say some words themselves: in the language of a request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """Stand in a request."""
    with app.test_request_context("/"):
        yield
