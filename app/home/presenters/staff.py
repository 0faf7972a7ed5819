"""Where somebody's roles let them work on a campaign, from its page."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _

from app.campaigns.queries import CampaignRow
from app.campaigns.types import EditionStatus
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action
from app.reports.queries.content import report_editions
from app.web.parts import ChoiceLink


def staff_links(actor: Actor, found: CampaignRow) -> tuple[ChoiceLink, ...]:
    """Return the pages of a campaign that are for some roles only, in the order in which they are used."""
    slug, own = found.slug, found.edition
    nearest = own or next(iter(found.editions), None)
    links = []
    if can(actor, Action.CAMPAIGN_WRITE, found.facts):
        links += [
            ChoiceLink(_("Edit the campaign"), url_for("campaigns.edit", slug=slug)),
            ChoiceLink(_("Missions"), url_for("missions.missions", slug=slug)),
            ChoiceLink(_("Languages"), url_for("campaigns.translations", slug=slug)),
            ChoiceLink(_("Entities"), url_for("campaigns.editions", slug=slug)),
        ]
    links += _steering_links(actor, found)
    if any(can(actor, Action.ENROLMENT_DECIDE, each.facts) for each in found.editions):
        links.append(ChoiceLink(_("Applications and places"), url_for("enrolment.applications", slug=slug)))
    if nearest is not None and can(actor, Action.RECRUITMENT_SET, nearest.facts):
        links.append(ChoiceLink(_("Places"), url_for("enrolment.places", slug=slug, code=nearest.entity_code)))
    links += _announcing_links(actor, found)
    if nearest is not None and can(actor, Action.LINK_MANAGE, nearest.facts):
        links.append(ChoiceLink(_("QR codes for posters"), url_for("links.links", slug=slug, code=nearest.entity_code)))
    if any(can(actor, Action.FEEDBACK_ANSWER, replace(each.facts, is_published=True)) for each in found.editions):
        links.append(ChoiceLink(_("Answers from a spreadsheet"), url_for("answering.answers", slug=slug)))
    if can(actor, Action.SUMMARY_VIEW, own.facts if own else found.facts):
        links.append(ChoiceLink(_("Answers to questionnaires"), url_for("questionnaires.summaries", slug=slug)))
    return tuple(links)


def _announcing_links(actor: Actor, found: CampaignRow) -> list[ChoiceLink]:
    """Return where colleagues are invited, or for who does not invite them the kit of their own entity."""
    nearest = found.edition or next(iter(found.editions), None)
    if nearest is not None and can(actor, Action.RECRUIT, nearest.facts):
        url = url_for("recruiting.edition", slug=found.slug, code=nearest.entity_code)
        return [ChoiceLink(_("Recruiting"), url)]
    if found.edition is not None and can(actor, Action.KIT_READ, found.edition.facts):
        url = url_for("recruiting.kit", slug=found.slug, code=found.edition.entity_code)
        return [ChoiceLink(_("Kit to announce it"), url)]
    return []


def _steering_links(actor: Actor, found: CampaignRow) -> list[ChoiceLink]:
    """Return the preview for who prepares, the figures for who steers an entity there, results, reports."""
    links = []
    drafts = [each for each in found.editions if each.status is EditionStatus.DRAFT]
    if any(can(actor, Action.PREVIEW_SEE, each.facts) for each in drafts):
        links.append(ChoiceLink(_("Preview"), url_for("preview.preview", slug=found.slug)))
    if any(can(actor, Action.DASHBOARD_CAMPAIGN, each.facts) for each in found.editions):
        links.append(ChoiceLink(_("Dashboard"), url_for("dashboards.campaign", slug=found.slug)))
    if any(can(actor, Action.RESULTS_WRITE, each.facts) for each in found.editions):
        links.append(ChoiceLink(_("Results"), url_for("results.results", slug=found.slug)))
    if report_editions(actor, found):
        links.append(ChoiceLink(_("Reports"), url_for("reports.of_campaign", slug=found.slug)))
    return links
