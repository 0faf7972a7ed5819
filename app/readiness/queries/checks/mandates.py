"""What checks of people have in common: who holds a role where an edition takes place."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, bindparam, or_

from app.accounts.models import Mandate, Person
from app.accounts.types import MandateStatus, PersonStatus
from app.campaigns.models import Edition
from app.policy.actor import Role


def holds_in_edition(roles: Collection[Role]) -> ColumnElement[bool]:
    """Return the condition that ``Person`` holds one of the roles by ``Mandate``, for the place of ``Edition``.

    In force or to come, as somebody who stands in next month counts; ``today`` is a parameter of the statement.
    """
    return and_(
        Mandate.role.in_(roles),
        Mandate.status == MandateStatus.GIVEN,
        or_(Mandate.ends_on.is_(None), Mandate.ends_on >= bindparam("today")),
        or_(Mandate.entity_id == Edition.entity_id, Mandate.entity_id.is_(None)),
        or_(Mandate.campaign_id == Edition.campaign_id, Mandate.campaign_id.is_(None)),
        Person.status == PersonStatus.ACTIVE,
    )
