"""The worker that tells people, as in the tests of notifications."""

from tests.notifications.conftest import worker

__all__ = ["worker"]
