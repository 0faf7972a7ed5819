"""What each role does in Pépite, and where: the reader's own roles first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from app.core.errors import N_
from app.i18n.words import gettext as _
from app.policy.actor import Actor, Role
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.web.parts import Passage, Row
from app.web.roles import ROLE_LABELS


@dataclass(frozen=True, slots=True)
class HelpStep:
    """Something a role does, and the page where it is done."""

    words: str
    endpoint: str
    action: Action  # of who may open that page
    by_entity: bool = False  # the page is that of the reader's entity


@dataclass(frozen=True, slots=True)
class HelpText:
    """What a role is for, in a sentence, and what it does, in the order of the work."""

    words: str
    steps: tuple[HelpStep, ...]


@dataclass(frozen=True, slots=True)
class HelpPart:
    """A role, as the page shows it."""

    key: str
    title: str
    text: str
    rows: tuple[Row, ...]


_MODERATE = HelpStep(N_("Moderate what was sent"), "moderation.queue", Action.QUEUE_VIEW)
_WRITE_TO = HelpStep(N_("Write to those who take part"), "messages.messages", Action.MESSAGES_VIEW)
_GRANT = HelpStep(N_("Grant mandates, and end them"), "accounts.mandates", Action.MANDATES_VIEW)
_REPORTS = HelpStep(N_("Ask for the report of a campaign"), "reports.reports", Action.REPORTS_LIST)

TAKING_PART = HelpText(
    N_(
        "You try something, say what you see in your own language, and read what becomes of it. Nobody has to join, "
        "and anyone who joins can leave in one click."
    ),
    (
        HelpStep(N_("Choose a campaign, and join it"), "campaigns.campaigns", Action.CAMPAIGN_LIST),
        HelpStep(N_("Find again what you sent, and what was answered"), "home.mine", Action.HOME_VIEW),
        HelpStep(N_("Read what was decided, and why"), "decisions.decisions", Action.DECISIONS_READ),
        HelpStep(N_("Read who does what in your entity"), "team.team", Action.TEAM_VIEW, by_entity=True),
        HelpStep(N_("Say what stops you from using a page"), "barriers.new", Action.BARRIER_REPORT),
    ),
)

BY_ROLE: Mapping[Role, HelpText] = {
    Role.AMBASSADOR: HelpText(
        N_("Ambassadors invite their colleagues to take part, and moderate in the languages they read."),
        (
            HelpStep(
                N_("Invite colleagues: your link, the kit, invitations"),
                "recruiting.recruiting",
                Action.RECRUITING_VIEW,
            ),
            _MODERATE,
            _WRITE_TO,
        ),
    ),
    Role.COMMUNITY_MANAGER: HelpText(
        N_("Community managers keep the community of an entity going: they moderate, answer and write to people."),
        (
            _MODERATE,
            HelpStep(N_("Answer within the time promised"), "feedback.answers", Action.ANSWERS_OWED_VIEW),
            _WRITE_TO,
            HelpStep(N_("Translate what is missing"), "translating.overview", Action.BENCH_VIEW),
            HelpStep(
                N_("Keep working days and holidays up to date"),
                "calendars.calendar",
                Action.CALENDAR_WRITE,
                by_entity=True,
            ),
        ),
    ),
    Role.SPONSOR: HelpText(
        N_("Sponsors decide for their entity: whether an edition opens, and what becomes of what people said."),
        (
            HelpStep(
                N_("Approve an edition, from the page of your entity"), "governance.entities", Action.ENTITIES_VIEW
            ),
            HelpStep(
                N_("Decide, with a reason that everybody reads"), "feedback.decisions", Action.DECISIONS_OWED_VIEW
            ),
            HelpStep(N_("Follow the actions that were planned"), "actions.actions", Action.ACTIONS_LIST),
            HelpStep(
                N_("See what your entity promised and kept"),
                "dashboards.entity",
                Action.DASHBOARD_ENTITY,
                by_entity=True,
            ),
            _REPORTS,
        ),
    ),
    Role.CENTRAL_TEAM: HelpText(
        N_("The central team prepares the campaigns, and helps each entity to open them."),
        (
            HelpStep(N_("Prepare a campaign, in five short pages"), "studio.studio", Action.CAMPAIGN_WRITE),
            HelpStep(
                N_("See what each entity needs next, and the kit to announce its campaigns"),
                "governance.entities",
                Action.ENTITIES_VIEW,
            ),
            _GRANT,
            HelpStep(
                N_("Write what testers may do with competitors’ products"), "safeguards.sheets", Action.SAFEGUARD_VIEW
            ),
            HelpStep(N_("Translate, and keep the glossary of the group"), "translating.overview", Action.BENCH_VIEW),
            HelpStep(N_("Read the figures of the group"), "dashboards.group", Action.DASHBOARD_GROUP),
            _REPORTS,
        ),
    ),
    Role.PRODUCT_TEAM: HelpText(
        N_("The product team reads what people say of its products, and tells them what it knows already."),
        (
            HelpStep(
                N_("Open a campaign: its contributions, questionnaires and known issues"),
                "campaigns.campaigns",
                Action.CAMPAIGN_LIST,
            ),
            HelpStep(N_("Sort contributions into themes"), "themes.themes", Action.CAMPAIGN_LIST),
        ),
    ),
    Role.REPRESENTATIVE: HelpText(
        N_("Employee representatives check how people are protected, before anything opens and while it runs."),
        (
            HelpStep(
                N_("Read which features could watch people, and who signed them"), "switches.switches", Action.HOME_VIEW
            ),
            HelpStep(
                N_("Read the launch gate and the legal texts of your entity"),
                "governance.entities",
                Action.ENTITIES_VIEW,
            ),
        ),
    ),
    Role.DPO: HelpText(
        N_("Data protection officers approve safeguards, and publish what an entity tells people about their data."),
        (
            HelpStep(
                N_("Approve what testers may do with competitors’ products"), "safeguards.sheets", Action.SAFEGUARD_VIEW
            ),
            HelpStep(
                N_("Write and publish the legal texts, from the page of each entity"),
                "governance.entities",
                Action.ENTITIES_VIEW,
            ),
        ),
    ),
    Role.ADMINISTRATOR: HelpText(
        N_("Administrators create accounts and look after the installation."),
        (
            HelpStep(N_("Create accounts, and close them"), "accounts.people", Action.PEOPLE_MANAGE),
            _GRANT,
            HelpStep(N_("Name who receives the reports of barriers"), "barriers.contacts", Action.ENTITY_MANAGE),
        ),
    ),
}


def help_parts(actor: Actor, entity_code: str) -> tuple[tuple[HelpPart, ...], tuple[HelpPart, ...]]:
    """Return what the reader does, as anybody and in their roles, then what the other roles do."""
    parts = {role: _part(actor, entity_code, str(ROLE_LABELS[role]), role.value, BY_ROLE[role]) for role in Role}
    own = tuple(part for role, part in parts.items() if actor.has_anywhere(role))
    others = tuple(part for role, part in parts.items() if not actor.has_anywhere(role))
    return (*own, _part(actor, entity_code, _("Taking part"), "everybody", TAKING_PART)), others


def _part(actor: Actor, entity_code: str, title: str, key: str, text: HelpText) -> HelpPart:
    return HelpPart(key, title, _(text.words), tuple(_row(actor, entity_code, step) for step in text.steps))


def _row(actor: Actor, entity_code: str, step: HelpStep) -> Row:
    """Return a step, which leads to its page when the reader may open it."""
    place = Facts(entity_id=actor.entity_id) if step.by_entity else Facts(person_id=actor.person_id)
    url = ""
    if can(actor, step.action, place):
        url = url_for(step.endpoint, code=entity_code) if step.by_entity else url_for(step.endpoint)
    return Row(Passage(_(step.words)), url=url)
