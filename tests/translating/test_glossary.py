"""The glossary of the group: the central team writes it, translators read it beside what they translate."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.policy.actor import Actor, Role
from app.translating.errors import TermTaken, TooManyTerms
from app.translating.models import GlossaryTerm
from app.translating.queries import glossary, hints_for, term_by_id
from app.translating.service import TermInput, change_term, remove_term, write_term
from app.translating.service import glossary as service
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_mandate, make_person
from tests.parallel import together
from tests.refusals import refused
from tests.translating.test_bench import Scene

LOAN = TermInput({"en": "loan", "fr": "prêt", "de": ""}, {"fr": "emprunt, crédit"}, "Of a bank.")


@pytest.fixture
def central(session: Session) -> Actor:
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


def test_a_term_is_written_changed_and_removed(session: Session, central: Actor) -> None:
    made = write_term(session, central, LOAN)
    assert write_term(session, central, LOAN).id == made.id  # the same form twice
    (row,) = glossary(session, central)
    assert (row.term, row.words, row.note) == ("loan", {"en": "loan", "fr": "prêt"}, "Of a bank.")
    change_term(session, central, made.id, TermInput({"en": "credit"}, {}, version=1))
    change_term(session, central, made.id, TermInput({"en": "credit"}, {}, version=1))
    assert term_by_id(session, central, made.id).version == 2
    with refused(session, ChangedMeanwhile):
        change_term(session, central, made.id, TermInput({"en": "lending"}, {}, version=1))
    remove_term(session, central, made.id)
    assert glossary(session, central) == ()
    with refused(session, NotFound):
        remove_term(session, central, made.id)


def test_a_term_stands_there_once(session: Session, central: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    write_term(session, central, LOAN)
    other = write_term(session, central, TermInput({"en": "card"}, {}))
    with refused(session, TermTaken):
        write_term(session, central, TermInput({"en": "loan"}, {}))
    with refused(session, TermTaken):
        change_term(session, central, other.id, TermInput({"en": "loan"}, {}, version=1))
    monkeypatch.setattr(service, "TERMS_MAX", 2)
    with refused(session, TooManyTerms):
        write_term(session, central, TermInput({"en": "account"}, {}))


def test_others_read_it_or_know_nothing_of_it(session: Session, central: Actor) -> None:
    made, scene = write_term(session, central, LOAN), Scene(session)
    assert len(glossary(session, scene.actor())) == 1
    for act in (
        partial(write_term, session, scene.actor(), LOAN),
        partial(change_term, session, scene.actor(), made.id, LOAN),
        partial(remove_term, session, scene.actor(), made.id),
    ):
        with refused(session, Forbidden):
            act()
    stranger = actor_for(make_person(session))
    with refused(session, NotFound):
        glossary(session, stranger)


@pytest.mark.parametrize(
    ("source", "found"),
    [("A LOAN for you", 1), ("Two loans.", 1), ("The balloon", 0), ("loaning", 0), ("", 0)],
)
def test_terms_are_found_as_whole_words(session: Session, central: Actor, source: str, found: int) -> None:
    write_term(session, central, LOAN)
    hints = hints_for(session, central, (source, "en"), "fr")
    assert [(hint.term, hint.words, hint.avoid) for hint in hints] == [("loan", "prêt", "emprunt, crédit")] * found
    assert hints_for(session, central, (source, "pl"), "fr") == []


def test_the_pages(session: Session, browser: Browser) -> None:
    scene = Scene(session)
    writer = make_person(session)
    make_mandate(session, person=writer, role=Role.CENTRAL_TEAM)
    session.commit()
    client = browser.as_(writer)
    bad = client.post("/glossary/new", data={"term_en": "", "term_fr": "prêt"})
    assert bad.status_code == 422
    assert "prêt" in bad.text
    assert (
        client.post("/glossary/new", data={"term_en": "app", "term_fr": "appli", "avoid_fr": "programme"}).status_code
        == 303
    )
    assert client.post("/glossary/new", data={"term_en": "app"}).status_code == 409
    (term,) = session.scalars(select(GlossaryTerm)).all()
    edit = f"/glossary/{idents.encode(term.id)}/edit"
    assert edit in client.get("/glossary").text
    late = client.post(edit, data={"term_en": "application", "version": "7"})
    assert late.status_code == 409
    reader = browser.as_(scene.manager)
    page = reader.get("/glossary").text
    assert "appli" in page
    assert edit not in page
    text = f"/translations/{scene.campaign.slug}/fr/{idents.encode(scene.campaign.title_text_id)}"
    hinted = reader.get(text).text
    assert "From the glossary" in hinted
    assert "programme" in hinted
    client.post(f"/glossary/{idents.encode(term.id)}/remove")
    assert "From the glossary" not in reader.get(text).text


def test_hints_are_one_statement(session: Session, central: Actor, queries: CountQueries) -> None:
    for number in range(4):
        write_term(session, central, TermInput({"en": f"word{number}"}, {}))
    with queries() as counted:
        assert len(hints_for(session, central, ("word1 word2", "en"), "fr")) == 2
    assert len(counted.seen) == 1


def test_two_at_once_write_one_term(shared: Engine) -> None:
    with Session(shared) as session:
        actor = actor_for(make_person(session), Role.CENTRAL_TEAM)
        session.commit()

    def act(number: int, session: Session) -> None:
        write_term(session, actor, TermInput({"en": "loan", "fr": f"prêt {number}"}, {}))

    said = together(shared, [partial(act, number) for number in range(3)])
    assert sorted(said) == ["", *[TermTaken.code] * 2]
