"""What surrounds every page: navigation, languages, who is signed in."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.i18n import formats
from app.i18n.locale import direction_of, native_name
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.web.addresses import page_name
from app.web.auth import Identity, identity_or_none
from app.web.context import current_locale
from app.web.forms import generate_csrf
from app.web.headers import csp_nonce
from config import Settings

MAIN_PLACES = 4  # as many as stand beside each other on a phone
DESK_PLACES = 6  # the places beside each other on a desk, before "More"


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the navigation: where it leads, and what one must be allowed to see it."""

    endpoint: str
    label: str  # msgid
    action: Action
    icon: str  # of ui/components/mark.html
    by_entity: bool = False  # asked about, and led to, the person's own entity


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link, ready to print."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class LocaleChoice:
    """One language of the menu, named in itself."""

    code: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is signed in, as the page shows it."""

    name: str
    initials: str
    entity_name: str
    token: str  # of this person alone, and names nobody: what their drafts in the browser are kept under


class Shell:
    """Everything around the page. Made once a request; what a page does not print is not computed."""

    def __init__(self, settings: Settings, entries: Sequence[NavEntry], assets: tuple[str, str, str]) -> None:
        self._settings, self._entries = settings, entries
        self.stylesheet_url, self.script_url, self.icon_url = assets
        self.locale = current_locale()
        self.direction = direction_of(self.locale)
        self._identity = identity_or_none()
        self.viewer = _viewer(self._identity) if self._identity else None
        self.unread_count = self._identity.unread_count if self._identity else 0

    @property
    def charters_url(self) -> str:
        """Where a charter that changed is read and accepted; "" when none is owed, and on that very page."""
        owes = self._identity is not None and bool(self._identity.actor.charters_owed)
        return self.agreements_url if owes and request.blueprint != "charters" else ""

    @property
    def legal_url(self) -> str:
        """Where legal texts are read and confirmed; "" when none is owed, and on their own pages."""
        owes = self._identity is not None and bool(self._identity.actor.legal_owed)
        return self.legal_texts_url if owes and request.blueprint != "legal" else ""

    @property
    def nonce(self) -> str:
        """The nonce of this answer."""
        return csp_nonce()

    @cached_property
    def nav(self) -> tuple[NavItem, ...]:
        """The links this person may follow."""
        identity = self._identity
        if identity is None:
            return ()
        shown = [(entry, _address(entry, identity)) for entry in self._entries if _is_shown(entry, identity)]
        here = max((url for _entry, url in shown if _leads_here(url)), key=len, default="")  # the nearest above
        return tuple(NavItem(_(entry.label), url, entry.icon, url == here) for entry, url in shown)

    @property
    def desk_places(self) -> int:
        """How many places stand beside each other on a desk."""
        return DESK_PLACES

    @property
    def main_nav(self) -> tuple[NavItem, ...]:
        """The places this person goes to most, always in sight."""
        return self.nav[:MAIN_PLACES]

    @property
    def more_nav(self) -> tuple[NavItem, ...]:
        """The other places, behind "More" where there is no room for them."""
        return self.nav[MAIN_PLACES:]

    @cached_property
    def locales(self) -> tuple[LocaleChoice, ...]:
        """Every language of the interface."""
        codes = self._settings.locales
        return tuple(LocaleChoice(code, native_name(code), code == self.locale) for code in codes)

    @property
    def unread_label(self) -> str:
        """Where the notifications are, and how many are new, in words."""
        if not self.unread_count:
            return str(_("Notifications"))
        return str(ngettext("%(num)d\u00a0new notification", "%(num)d\u00a0new notifications", self.unread_count))

    @property
    def printed_label(self) -> str:
        """The line at the foot of a printed page: from where, for whom, when."""
        day = formats.day(self.locale, clock.today())
        if self.viewer is None:
            return str(_("Pépite, printed on %(day)s", day=day))
        return str(_("Pépite, %(entity)s, printed on %(day)s", entity=self.viewer.entity_name, day=day))

    @cached_property
    def here(self) -> str:
        """The page's own path, to come back to."""
        return request.full_path.rstrip("?") if request.method == "GET" else request.path

    @property
    def home_url(self) -> str:
        """The front page."""
        return url_for("home.home")

    @property
    def profile_url(self) -> str:
        """The person's own settings."""
        return url_for("accounts.profile")

    @property
    def calendar_url(self) -> str:
        """The working days of the person's entity."""
        return url_for("calendars.calendar", code=self._identity.entity_code) if self._identity else ""

    @property
    def team_url(self) -> str:
        """Who holds which mandate in the person's entity."""
        return url_for("team.team", code=self._identity.entity_code) if self._identity else ""

    @property
    def agreements_url(self) -> str:
        """Where people read what they agreed to."""
        return url_for("charters.mine")

    @property
    def legal_texts_url(self) -> str:
        """Where people read the legal texts of their entity."""
        return url_for("legal.mine")

    @property
    def notices_url(self) -> str:
        """What the person was told."""
        return url_for("notifications.notices")

    @property
    def search_url(self) -> str:
        """Where one searches every campaign one can read."""
        return url_for("search.search")

    @property
    def barrier_url(self) -> str:
        """Where a barrier met on this page is reported."""
        return url_for("barriers.new", page=page_name(request.path))

    @property
    def help_url(self) -> str:
        """Where people read what each role does, and where."""
        return url_for("home.help")

    @property
    def switches_url(self) -> str:
        """Where people read what could watch them in their entity."""
        return url_for("switches.switches")

    @property
    def accessibility_address(self) -> str:
        """Whom somebody who cannot sign in writes to; empty when none is set."""
        return self._settings.accessibility_address

    @property
    def sign_in_url(self) -> str:
        """Where one signs in."""
        return url_for("accounts.sign_in")

    @property
    def sign_out_url(self) -> str:
        """Where one signs out (POST)."""
        return url_for("accounts.sign_out")

    @property
    def language_url(self) -> str:
        """Where a language is chosen (POST)."""
        return url_for("accounts.choose_language")

    @property
    def is_demo(self) -> bool:
        """Whether the page should say that its data are invented."""
        return self._settings.is_demo


def _viewer(identity: Identity) -> Viewer:
    words = identity.name.split()
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    secret = str(current_app.secret_key)
    token = hmac.new(secret.encode(), f"drafts of {identity.actor.person_id}".encode(), hashlib.sha256).hexdigest()[:16]
    return Viewer(identity.name, initials, identity.entity_name, token)


def _is_shown(entry: NavEntry, identity: Identity) -> bool:
    facts = Facts(entity_id=identity.actor.entity_id) if entry.by_entity else Facts(person_id=identity.actor.person_id)
    return can(identity.actor, entry.action, facts)


def _address(entry: NavEntry, identity: Identity) -> str:
    return url_for(entry.endpoint, code=identity.entity_code) if entry.by_entity else url_for(entry.endpoint)


def _leads_here(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(url + "/"))


def init_app(app: Flask, settings: Settings, entries: Sequence[NavEntry]) -> None:
    """Give every template its ``shell`` and ``csrf_token()``, and components ``asset_url()``."""

    def urls() -> tuple[str, str, str]:
        return asset_url("app.css"), asset_url("app.js"), asset_url("mark.svg")

    def asset_url(name: str) -> str:
        return f"/assets/{app.extensions['assets'][name].version}/{name}"

    app.jinja_env.globals["asset_url"] = asset_url  # for what is loaded on some pages only

    @app.context_processor
    def surround() -> dict[str, object]:
        return {"shell": Shell(settings, entries, urls()), "csrf_token": generate_csrf, "asset_url": asset_url}
