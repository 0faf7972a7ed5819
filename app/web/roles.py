"""What the roles are called, on pages and in mails."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.policy.actor import Role

ROLE_LABELS = {
    Role.AMBASSADOR: _l("Ambassador"),
    Role.COMMUNITY_MANAGER: _l("Community manager"),
    Role.SPONSOR: _l("Sponsor"),
    Role.CENTRAL_TEAM: _l("Central team"),
    Role.PRODUCT_TEAM: _l("Product team"),
    Role.REPRESENTATIVE: _l("Employee representative"),
    Role.DPO: _l("Data protection officer"),
    Role.ADMINISTRATOR: _l("Administrator"),
}
