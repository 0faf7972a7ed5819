"""Which pages the application has, which of them are open to everybody, and what stands in the navigation."""

from __future__ import annotations

from app.accounts import routes as accounts
from app.actions import routes as actions
from app.aims import routes as aims
from app.announcements import routes as announcements
from app.answering import routes as answering
from app.asking import routes as asking
from app.barriers import routes as barriers
from app.calendars import routes as calendars
from app.campaigns import routes as campaigns
from app.charters import routes as charters
from app.core.errors import N_
from app.dashboards import routes as dashboards
from app.decisions import routes as decisions
from app.drafts import routes as drafts
from app.enrolment import routes as enrolment
from app.feedback import routes as feedback
from app.gate import routes as gate
from app.governance import routes as governance
from app.highlights import routes as highlights
from app.home import routes as home
from app.house_rules import routes as house_rules
from app.known_issues import routes as known_issues
from app.leaving import routes as leaving
from app.legal import routes as legal
from app.links import routes as links
from app.merging import routes as merging
from app.messages import routes as messages
from app.missions import routes as missions
from app.moderation import routes as moderation
from app.notifications import routes as notifications
from app.on_behalf import routes as on_behalf
from app.panels import routes as panels
from app.player import routes as player
from app.policy.rules import Action
from app.preview import routes as preview
from app.products import routes as products
from app.questionnaires import routes as questionnaires
from app.readiness import routes as readiness
from app.ready_answers import routes as ready_answers
from app.recognitions import routes as recognitions
from app.recruiting import routes as recruiting
from app.reports import routes as reports
from app.results import routes as results
from app.reviews import routes as reviews
from app.safeguards import routes as safeguards
from app.search import routes as search
from app.studio import routes as studio
from app.switches import routes as switches
from app.team import routes as team
from app.themes import routes as themes
from app.translating import routes as translating
from app.web.shell import NavEntry
from app.webhooks import routes as webhooks

BLUEPRINTS = (
    home.bp,
    accounts.bp,
    barriers.bp,
    calendars.bp,
    team.bp,
    gate.bp,
    governance.bp,
    recognitions.bp,
    switches.bp,
    aims.bp,
    links.bp,
    recruiting.bp,
    announcements.bp,
    messages.bp,
    leaving.bp,
    products.bp,
    safeguards.bp,
    campaigns.bp,
    readiness.bp,
    preview.bp,
    studio.bp,
    known_issues.bp,
    missions.bp,
    panels.bp,
    player.bp,
    questionnaires.bp,
    drafts.bp,
    charters.bp,
    enrolment.bp,
    feedback.bp,
    on_behalf.bp,
    moderation.bp,
    house_rules.bp,
    legal.bp,
    decisions.bp,
    reviews.bp,
    results.bp,
    reports.bp,
    actions.bp,
    merging.bp,
    themes.bp,
    translating.bp,
    highlights.bp,
    search.bp,
    asking.bp,
    answering.bp,
    ready_answers.bp,
    notifications.bp,
    dashboards.bp,
    webhooks.bp,
)

# Everything else asks who is there.
PUBLIC_ENDPOINTS = frozenset(
    {
        "health.alive",
        "health.ready",
        "assets.asset",
        "assets.favicon",
        "accounts.sign_in",
        "accounts.ask_link",
        "accounts.link",
        "accounts.choose_language",
        "recruiting.invitation",
        "recruiting.stop",
        "dashboards.note",
        "notifications.stop",
    }
)

# Mail programs send a POST here by themselves (RFC 8058): no page, so no token of one; a seal in the address instead.
ONE_CLICK_ENDPOINTS = ("notifications.stop",)

# The first four that a person may open are always in sight, so what a role works on comes before what everybody reads.
NAVIGATION = (
    NavEntry("home.home", N_("Home"), Action.HOME_VIEW, "home"),
    NavEntry("moderation.queue", N_("Moderation"), Action.QUEUE_VIEW, "inbox"),
    NavEntry("feedback.answers", N_("Answers"), Action.ANSWERS_OWED_VIEW, "comment"),
    NavEntry("feedback.decisions", N_("To decide"), Action.DECISIONS_OWED_VIEW, "check"),
    NavEntry("campaigns.campaigns", N_("Campaigns"), Action.CAMPAIGN_LIST, "gem"),
    NavEntry("studio.studio", N_("Studio"), Action.CAMPAIGN_WRITE, "pen"),
    NavEntry("recruiting.recruiting", N_("Recruiting"), Action.RECRUITING_VIEW, "person"),
    NavEntry("accounts.people", N_("Accounts"), Action.PEOPLE_MANAGE, "person"),
    NavEntry("dashboards.group", N_("The group"), Action.DASHBOARD_GROUP, "chart"),
    NavEntry("reviews.reviews", N_("Reviews"), Action.REVIEW_PREPARE, "check"),
    NavEntry("accounts.mandates", N_("Mandates"), Action.MANDATES_VIEW, "key"),
    NavEntry("moderation.central", N_("Notes for the central team"), Action.CENTRAL_NOTES_VIEW, "inbox"),
    NavEntry("governance.entities", N_("Entities"), Action.ENTITIES_VIEW, "key"),
    NavEntry("dashboards.entity", N_("Our entity"), Action.DASHBOARD_ENTITY, "chart", by_entity=True),
    NavEntry("reports.reports", N_("Reports"), Action.REPORTS_LIST, "box"),
    NavEntry("calendars.calendar", N_("Calendar"), Action.CALENDAR_WRITE, "calendar", by_entity=True),
    NavEntry("products.products", N_("Products"), Action.PRODUCT_MANAGE, "box"),
    NavEntry("safeguards.sheets", N_("Safeguards"), Action.SAFEGUARD_VIEW, "key"),
    NavEntry("announcements.announcements", N_("Announcements"), Action.ANNOUNCEMENT_READ, "horn"),
    NavEntry("themes.themes", N_("Themes"), Action.CAMPAIGN_LIST, "box"),
    NavEntry("highlights.nuggets", N_("Nuggets"), Action.NUGGETS_VIEW, "gem"),
    NavEntry("actions.actions", N_("Actions"), Action.ACTIONS_LIST, "check"),
    NavEntry("decisions.decisions", N_("What was decided"), Action.DECISIONS_READ, "check"),
    NavEntry("translating.overview", N_("Translations"), Action.BENCH_VIEW, "globe"),
    NavEntry("messages.messages", N_("Messages"), Action.MESSAGES_VIEW, "comment"),
    NavEntry("home.mine", N_("My activity"), Action.HOME_VIEW, "pen"),
    NavEntry("team.team", N_("Our team"), Action.TEAM_VIEW, "person", by_entity=True),
)
