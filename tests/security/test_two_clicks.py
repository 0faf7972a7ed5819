"""Each role reaches each of its pages in two clicks from home: what the table of routes lets it open, it finds."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.exceptions import HTTPException

from app.feedback.models import Feedback
from app.feedback.types import Handling
from tests.security.test_routes import LINES
from tests.security.world import CAST, World

CLICKS = 2
# What may be opened and is no page of a role. Each line says why.
NO_PAGE = {
    "accounts.ask_link": "for who is not signed in",
    "announcements.create": "a part of the page of announcements",
    "barriers.barrier": "one line of the list of barriers",
    "assets.asset": "a part of every page",
    "assets.favicon": "a part of every page",
    "charters.edit_addition": "a part of the charter's page, one for each entity",
    "catalogue.components": "for who builds pages",
    "feedback.image": "a part of a contribution's page",
    "feedback.thanks": "comes after sending",
    "health.alive": "for machines",
    "home.all_counters": "a part of the home page",
    "home.counter": "a part of a campaign's page",
    "reviews.dates": "a file of the page of reviews, for assessors",
    "health.ready": "for machines",
    "known_issues.create": "a part of the page of known issues",
    "known_issues.edit": "a part of the page of known issues",
    "links.poster": "a part of the page of QR codes",
    "links.qr": "a part of the page of QR codes",
    "answering.export": "a part of the page of answers from a spreadsheet",
    "asking.about": "a part of a contribution's page",
    "asking.ask_about": "a part of a contribution's page",
    "asking.thread": "one line of the list of private questions",
    "asking.threads": "empty for who neither asks nor answers; the others come to it from their home",
    "merging.merge": "a part of a contribution's page",
    "moderation.assign": "a part of the open case",
    "moderation.answer": "a part of the open case",
    "moderation.labels": "a part of the open case",
    "moderation.notes": "a part of the open case, or of a contribution's page",
    "moderation.rules": "a part of the form, of what was refused, and of the queue",
    "moderation.report": "a part of a contribution's page",
    "accounts.person_function": "a part of the page of accounts",
    "team.cover": "a part of the page of the team",
    "team.hand_over_one": "a part of the page of the team",
    "on_behalf.write": "a part of the page to recruit with",
    "switches.of_entity": "the same page for other entities",
    "switches.switch": "one line of the list of functions",
    "player.end": "comes after the last step",
    "player.safeguards": "comes before the first step of a mission that tries a competitor's product",
    "products.edit": "one line of the list of products",
    "safeguards.sheet": "one line of the list of safeguards",
    "safeguards.edit": "a part of a sheet's page",
    "player.play": "a part of a mission's page",
    "preview.preview": "a link on the page of a campaign in preparation, and a tab of its preparation",
    "campaigns.local": "a part of the page of an entity that takes part",
    "preview.frame": "a part of the preview",
    "preview.links": "a part of the preview",
    "readiness.readiness": "for sponsors and community managers, a part of the page of their entity",
    "recruiting.invitations": "a part of the page to recruit with",
    "recruiting.invite": "likewise",
    "recruiting.kit": "likewise",
    "recruiting.kit_archive_file": "a part of the kit",
    "questionnaires.add_one": "a part of a questionnaire's page",
    "questionnaires.add_wave": "a part of a questionnaire's page",
    "questionnaires.choose_kind": "a part of a questionnaire's page",
    "questionnaires.create": "a part of the page of questionnaires",
    "questionnaires.edit": "a part of a questionnaire's page",
    "questionnaires.library": "a part of a questionnaire's page",
    "questionnaires.preview": "a part of a questionnaire's page",
    "questionnaires.question": "a part of a questionnaire's page",
    "questionnaires.questionnaire": "one line of the list of questionnaires",
    "questionnaires.review": "comes after answering",
    "questionnaires.show_if": "a part of a questionnaire's page",
    "gate.gate": "a part of the page of an entity",
    "governance.phases_file": "a file of the calendar of phases",
    "governance.entity": "one line of the list of entities",
    "highlights.ask": "a part of a contribution's page",
    "legal.edit": "a part of the page of the legal texts of an entity",
    "legal.publish": "comes after writing a legal text",
    "legal.entity": "a part of the page of an entity",
    "legal.text": "one line of the legal texts",
    "house_rules.rules": "a part of the page of settings of moderation",
    "panels.panels": "a part of the list of summaries",
    "panels.create": "a part of the page of comparisons",
    "dashboards.views": "a part of the dashboard of a campaign",
    "dashboards.answers": "a part of the dashboard of a campaign",
    "dashboards.product": "a part of the dashboard of a campaign that tests it",
    "studio.begin": "a part of the studio",
    "studio.copy": "a part of a campaign’s first page",
    "studio.question": "a page of the assistant, for what is in preparation",
    "studio.products": "likewise",
    "studio.missions": "likewise",
    "studio.people": "likewise",
    "studio.dates": "likewise",
    "studio.summary": "likewise",
    "themes.create": "a part of the page of themes",
    "themes.groups": "a part of the page of themes",
    "translating.text": "a part of the translation bench",
    "translating.new_term_page": "a part of the glossary",
    "translating.change_term_page": "a part of the glossary",
    "translating.export": "a file of the translation bench",
    "links.poster_file": "a file of the poster",
    "reviews.minutes_file": "a file of the minutes",
    "themes.of_feedback": "a part of a contribution's page",
    "ready_answers.create": "a part of the page of ready answers",
    "reports.sheet": "a part of the page of a campaign’s reports",
    "results.edit": "a part of the results page",
    "results.preview": "a part of the results page",
    "reviews.reviews": "empty for who is no assessor; they come to it from the notification that invites them",
    "questionnaires.grid": "a part of the list of summaries, once several products are compared",
    "questionnaires.summary": "one line of the list of summaries",
    "questionnaires.translation": "a part of a questionnaire's page",
}


def pages_of(who: str) -> set[str]:
    """Return the pages somebody of the cast may open, in the entity where they work."""
    place = CAST.index(who)
    lines = (line for line in LINES if line.method == "GET" and line.place == "home")
    return {line.endpoint for line in lines if line.cells[place] == "200"} - set(NO_PAGE)


def reached(app: Flask, world: World, who: str) -> set[str]:
    """Return the pages somebody comes to from home by following links."""
    browser, routes = world.browser(who), app.url_map.bind("localhost")
    # The help leads everywhere: nobody should have to go through it.
    seen, found, here = {"/", "/help"}, {"home.home", "home.help"}, ["/"]
    for _ in range(CLICKS):
        following = []
        for path in here:
            answer = browser.get(path)
            links = re.findall(r'<a [^>]*href="(/[^"#]*)', answer.text) if answer.mimetype == "text/html" else []
            for link in {unescape(link) for link in links} - seen:
                seen.add(link)
                try:
                    endpoint, _values = routes.match(link.partition("?")[0], method="GET")
                except HTTPException:
                    continue
                found.add(endpoint)
                following.append(link)
        here = following
    return found


@pytest.mark.parametrize("who", CAST[1:])
def test_each_page_of_a_role_is_two_clicks_from_home(app: Flask, world: World, who: str) -> None:
    world.connection.execute(
        update(Feedback).where(Feedback.id == world.home.published.id).values(handling=Handling.SELECTED)
    )
    assert pages_of(who) - reached(app, world, who) == set()


def test_what_is_no_page_is_still_there() -> None:
    assert {line.endpoint for line in LINES} >= set(NO_PAGE)
