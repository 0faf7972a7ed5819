"""The studio of the story: the templates, and a campaign that a third entity is still preparing."""

from __future__ import annotations

from sqlalchemy import select

from app.campaigns.models import Campaign
from app.campaigns.service import add_edition
from app.demo.world import World
from app.policy.actor import Role
from app.studio.file_format import starter_templates
from app.studio.service import CopyInput, add_templates, copy_campaign

FROM = "template-ideation"
TITLE = "Une idée pour nos clients"
PITCH = "Si vous pouviez simplifier une chose pour nos clients, laquelle serait-ce\u00a0?"


def make_studio(world: World) -> None:
    """Write the templates, and begin a campaign from one of them in French."""
    central = world.actor(world.holders(Role.CENTRAL_TEAM)[0])
    add_templates(world.session, central, starter_templates())
    template = world.session.scalars(select(Campaign).where(Campaign.slug == FROM)).one()
    begun = copy_campaign(world.session, central, template.id, CopyInput(TITLE, source_locale="fr", pitch=PITCH))
    add_edition(world.session, central, begun.id, world.entities["horizon"].id)
