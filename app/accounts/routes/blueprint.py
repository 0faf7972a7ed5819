"""The blueprint, and what several pages need."""

from __future__ import annotations

from flask import Blueprint, current_app, request

from app.accounts.presenters import device_of
from config import Settings

bp = Blueprint("accounts", __name__)


def settings() -> Settings:
    """Return the installation's settings."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def device() -> str:
    """Return browser and system of who asks, nothing finer."""
    return device_of(request.user_agent.string)
