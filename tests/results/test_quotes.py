"""Quotations on a results page: only with the author's agreement, for as long as it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.feedback.models import Feedback
from app.feedback.service.revise import withdraw_feedback
from app.feedback.types import Agreement, ShowingKind, State
from app.highlights.models import AskedShowing
from app.results.errors import QuotationNotAgreed
from app.results.service import ResultsInput, draft_results, publish_results
from tests.conftest import Browser, CountQueries
from tests.moderation.world import World, make_world
from tests.refusals import refused
from tests.results.test_results import INTRO, central, decided


def highlighted(session: Session, feedback: Feedback, consent: Agreement = Agreement.AGREED) -> AskedShowing:
    asked = AskedShowing(
        feedback_id=feedback.id, kind=ShowingKind.HIGHLIGHT, consent=consent, language="en", asked_by_id=None
    )
    session.add(asked)
    session.commit()
    return asked


def taken_back(session: Session, _world: World, _case: Feedback, asked: AskedShowing) -> None:
    asked.consent = Agreement.WITHDRAWN
    session.commit()


def hidden(session: Session, _world: World, case: Feedback, _asked: AskedShowing) -> None:
    case.state = State.HIDDEN
    session.commit()


def withdrawn(session: Session, world: World, case: Feedback, _asked: AskedShowing) -> None:
    withdraw_feedback(session, world.actor(world.author), case.id)


def left(session: Session, _world: World, case: Feedback, _asked: AskedShowing) -> None:
    case.author_id, case.identity = None, IdentityLevel.UNTRACEABLE
    session.commit()


@pytest.mark.parametrize("ends", [taken_back, hidden, withdrawn, left])
def test_a_quotation_leaves_every_version_with_its_agreement(
    session: Session, browser: Browser, ends: Callable[[Session, World, Feedback, AskedShowing], None]
) -> None:
    world, team = make_world(session), central(session)
    _case, decision = decided(session, world)
    quoted, _decision = decided(session, world, "b")
    asked = highlighted(session, quoted)
    slug, reader = world.campaign.slug, browser.as_(world.colleague)
    address = f"/campaigns/{slug}/results"
    for version, intro in enumerate(("One", "Two")):
        data = ResultsInput({"en": intro}, (decision.id,), shows_figures=True, version=version, quotes=(quoted.id,))
        draft_results(session, team, slug, data)
        publish_results(session, team, slug, version + 1, "Words.")
    pages = (address, f"{address}/versions/1", f"{address}/versions/2")
    assert all("Some words about b" in reader.get(page).text for page in pages)
    ends(session, world, quoted, asked)
    assert not any("Some words about b" in reader.get(page).text for page in pages)


def test_only_what_its_author_agreed_to_is_quoted(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case, decision = decided(session, world)
    slug, client = world.campaign.slug, browser.as_(world.manager)
    data = ResultsInput(INTRO, (decision.id,), shows_figures=True, version=0, quotes=(case.id,))
    with refused(session, QuotationNotAgreed):
        draft_results(session, world.actor(world.manager), slug, data)
    asked = highlighted(session, case, Agreement.ASKED)
    with refused(session, QuotationNotAgreed):
        draft_results(session, world.actor(world.manager), slug, data)
    sent = {"intro_en": "Words", "shows_figures": "y", "version": "0", "first_quote": idents.encode(case.id)}
    assert client.post(f"/campaigns/{slug}/results/edit", data=sent).status_code == 422
    asked.consent = Agreement.AGREED
    session.commit()
    assert client.post(f"/campaigns/{slug}/results/edit", data=sent).status_code == 303
    assert "Some words about a" in client.get(f"/campaigns/{slug}/results/preview").text


def test_quotations_cost_one_statement(session: Session, browser: Browser, queries: CountQueries) -> None:
    world, team = make_world(session), central(session)
    slug, reader = world.campaign.slug, browser.as_(world.colleague)
    cases = [decided(session, world, key) for key in "abc"]
    for case, _decision in cases:
        highlighted(session, case)
    counted = []
    for version, count in enumerate((1, 3)):
        quotes = tuple(case.id for case, _decision in cases[:count])
        data = ResultsInput(INTRO, (cases[0][1].id,), shows_figures=True, version=version, quotes=quotes)
        draft_results(session, team, slug, data)
        publish_results(session, team, slug, version + 1, "More.")
        if not version:
            reader.get(f"/campaigns/{slug}/results")
        with queries() as seen:
            assert reader.get(f"/campaigns/{slug}/results").text.count("<blockquote") == count
        counted.append(len(seen))
    assert counted[0] <= counted[1] <= counted[0] + 1, "a page with one version lists none"
