"""Pépite: the application factory."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from app.actors import load_identity
from app.files.storage import make_storage
from app.mail.sender import make_sender
from app.registry import BLUEPRINTS, HANDLERS, NAVIGATION, ONE_CLICK_ENDPOINTS, PUBLIC_ENDPOINTS
from app.web import (
    addresses,
    assets,
    auth,
    charts,
    context,
    database,
    errors,
    forms,
    headers,
    limits,
    logs,
    shell,
    templating,
)
from app.web.catalogue import bp as catalogue_bp
from app.web.health import bp as health_bp
from config import REQUEST_MAX_BYTES, Settings


def create_app(settings: Settings, factory: database.SessionFactory | None = None) -> Flask:
    """Build the application. ``factory`` lets the tests bring their own sessions."""
    app = Flask(__name__, template_folder=None, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        PROPAGATE_EXCEPTIONS=False,
        MAX_CONTENT_LENGTH=REQUEST_MAX_BYTES,
        MAX_FORM_MEMORY_SIZE=12 * 1024 * 1024,  # words too long are refused by their field, with what was typed
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=4,
        COMPRESS_ZSTD_LEVEL=3,
    )
    app.extensions["settings"] = settings
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Flask documents it
    addresses.init_app(app)
    logs.init_app(app)
    headers.init_app(app, settings)
    database.init_app(app, settings, factory)
    limits.init_app(app, settings)
    auth.init_app(app, settings, load_identity, PUBLIC_ENDPOINTS)
    context.init_app(app)
    templating.init_app(app)
    charts.init_app(app)
    forms.init_app(app)
    errors.init_app(app)
    assets.init_app(app)
    shell.init_app(app, settings, NAVIGATION)
    app.extensions["event_handlers"] = HANDLERS
    app.extensions["storage"] = make_storage(settings)
    app.extensions["mail_sender"] = make_sender(settings)
    Compress(app)
    app.register_blueprint(health_bp)
    if settings.catalogue_page:
        app.register_blueprint(catalogue_bp)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    forms.accept_one_click(app, ONE_CLICK_ENDPOINTS)
    return app
