"""The whole application, a file for each question: pages, what follows from events, what runs later, tables."""

from __future__ import annotations

import app.registry.tables  # noqa: F401 - whoever asks for the application needs every table
from app.registry.handlers import HANDLERS
from app.registry.later import JOBS, PERIODIC
from app.registry.pages import BLUEPRINTS, NAVIGATION, ONE_CLICK_ENDPOINTS, PUBLIC_ENDPOINTS

__all__ = ["BLUEPRINTS", "HANDLERS", "JOBS", "NAVIGATION", "ONE_CLICK_ENDPOINTS", "PERIODIC", "PUBLIC_ENDPOINTS"]
