"""What the notices about an edition in preparation share: what they are about, and their link."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notifications.kinds.kind import Link, Subject
from app.notifications.queries.preparing import SeenPreparation, seen_preparations
from app.notifications.types import NoticeRow, SubjectType

PREPARATION = Subject(
    SubjectType.PREPARATION,
    seen_preparations,
    lambda: _("An edition in preparation; you no longer have access to it."),
)


def readiness_link(_row: NoticeRow, seen: SeenPreparation) -> Link:
    """Lead to what is ready and what is missing in the entity."""
    values = {"slug": seen.slug, "_anchor": f"entity-{seen.entity_code}"}
    return Link("readiness.readiness", values, _("See what is ready"))
