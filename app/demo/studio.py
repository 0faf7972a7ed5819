"""The studio of the story: the templates, and a campaign that a third entity is still preparing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from app.campaigns.models import Campaign, Edition
from app.campaigns.service import add_edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.demo.world import World
from app.policy.actor import Role
from app.preview.service import PreviewLinkInput, make_preview_link
from app.studio.file_format import starter_templates
from app.studio.service import CopyInput, add_templates, copy_campaign

FROM = "template-ideation"
TITLE = "Une idée pour nos clients"
PITCH = "Si vous pouviez simplifier une chose pour nos clients, laquelle serait-ce\u00a0?"

HOME = "horizon"  # the entity that prepares it
SHARED_BEFORE, LINK_LASTS = timedelta(days=3), timedelta(days=30)


def make_studio(world: World) -> None:
    """Write the templates, and begin a campaign from one of them in French."""
    central = world.actor(world.holders(Role.CENTRAL_TEAM)[0])
    add_templates(world.session, central, starter_templates())
    template = world.session.scalars(select(Campaign).where(Campaign.slug == FROM)).one()
    begun = copy_campaign(world.session, central, template.id, CopyInput(TITLE, source_locale="fr", pitch=PITCH))
    add_edition(world.session, central, begun.id, world.entities[HOME].id)


def plan_reviewing(world: World) -> None:
    """Let the central team pass on a link to it, a few days ago."""
    world.plan(world.timeline.now - SHARED_BEFORE, partial(_share, world))


def _share(world: World) -> None:
    central = world.actor(world.holders(Role.CENTRAL_TEAM)[0])
    drafts = select(Edition.id).where(
        Edition.status == EditionStatus.DRAFT, Edition.entity_id == world.entities[HOME].id
    )
    data = PreviewLinkInput(world.session.scalars(drafts).one(), clock.today() + LINK_LASTS, "for the reviewers")
    make_preview_link(world.session, central, data)
