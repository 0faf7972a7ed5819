"""The queue as a moderator uses it: what is on the page, and what happens to what they send."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, idents
from app.feedback.models import Feedback
from app.feedback.service.revise import RevisionInput, revise_feedback
from app.feedback.types import State
from app.files.storage import memory_storage
from app.moderation.models import ModerationDecision
from app.moderation.service import UNDO_WITHIN, hide_case, publish_case
from app.policy.actor import Role
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_mandate, make_person
from tests.factories.feedback import make_feedback
from tests.moderation.world import make_world

STATEMENTS = 11  # sign-in two, the page nine: the last for what the open case means, where a model is installed


def post(client: FlaskClient, case: Feedback, act: str, **fields: str) -> tuple[int, str]:
    answer = client.post(f"/moderation/{idents.encode(case.id)}/{act}", data={"version": str(case.version), **fields})
    return answer.status_code, answer.location or answer.text


def decided(session: Session) -> list[str]:
    return [decision.outcome.value for decision in session.scalars(select(ModerationDecision))]


def test_the_page_shows_all_it_takes_to_decide(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(
        session, identity="confidential", body="Erste Zeile <b>fett</b>\nzweite Zeile\n\nEnde des Textes."
    )
    case.due_on = clock.today() - timedelta(days=1)
    page = browser.as_(world.manager).get("/moderation").text
    assert '<div class="prose" lang="de" dir="ltr">' in page
    assert "Erste Zeile &lt;b&gt;fett&lt;/b&gt;<br>zweite Zeile</p>" in page
    assert world.author.name not in page
    assert "A colleague from Lusocrédito" in page
    assert "Known only to the moderators" in page
    assert "First contribution" in page
    assert "Late: due by" in page
    assert "Mission 1" in page
    assert "1\u00a0contribution is waiting; late: 1." in page
    case.answered_at = clock.now()  # then a change of it waits
    page = browser.as_(world.manager).get("/moderation").text
    assert "answer was promised by" not in page
    assert "Answer by" not in page


def test_an_untraceable_author_stays_unknown(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session, identity="untraceable")
    page = browser.as_(world.manager).get("/moderation").text
    assert "Nobody can know who wrote this" in page
    assert "publish-and-trust" not in page
    assert "First contribution" not in page
    assert f'<time datetime="{case.created_at.date().isoformat()}">' in page


def test_right_to_left_words_keep_their_direction(session: Session, browser: Browser) -> None:
    world = make_world(session)
    cases = [
        make_feedback(session, edition=world.edition, author=None, state=State.WAITING, language="ar", body="نص"),
        make_feedback(session, edition=world.edition, author=None, state=State.WAITING, language="und", body="?"),
    ]
    client = browser.as_(world.manager)
    pages = [client.get(f"/moderation?case={idents.encode(case.id)}").text for case in cases]
    assert '<div class="prose" lang="ar" dir="rtl">' in pages[0]
    assert '<div class="prose" dir="auto">' in pages[1]
    assert all('lang="ar" dir="rtl">' in page for page in pages), "the list keeps it too"


def test_one_s_own_contribution_is_left_to_another_moderator(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = make_feedback(session, edition=world.edition, author=world.manager, state=State.WAITING)
    client = browser.as_(world.manager)
    page = client.get("/moderation").text
    assert case.title not in page
    assert "/publish" not in page
    assert post(client, case, "publish")[0] == 403
    assert decided(session) == []


@pytest.mark.parametrize(
    ("act", "fields", "state"),
    [
        ("publish", {}, State.PUBLISHED),
        ("publish-and-trust", {}, State.PUBLISHED),
        ("send-back", {"question": "Which phone?"}, State.SENT_BACK),
        ("hide", {"reason": "It shows an account."}, State.HIDDEN),
    ],
)
def test_a_decision_leads_back_to_the_same_place(
    session: Session, browser: Browser, act: str, fields: dict[str, str], state: State
) -> None:
    world = make_world(session)
    case = world.send(session)
    client = browser.as_(world.manager)
    answer = client.post(
        f"/moderation/{idents.encode(case.id)}/{act}?language=en&age=&next=https://example.test",
        data={"version": str(case.version), **fields},
    )
    assert (answer.status_code, answer.location) == (302, "/moderation?language=en")
    session.refresh(case)
    assert case.state is state
    page = client.get("/moderation").text
    assert '<p role="status">' in page
    assert re.search(r'action="/moderation/decisions/\w+/undo\?language=en"', page)


def test_the_next_case_is_open_after_a_decision(session: Session, browser: Browser) -> None:
    world = make_world(session)
    cases = [world.send(session, title=f"Title {number}") for number in range(3)]
    client = browser.as_(world.manager)
    page = client.get(f"/moderation?case={idents.encode(cases[1].id)}&age=").text
    action = re.search(r'action="(/moderation/\w+/publish\?[^"#]+)', page)
    assert action is not None
    answer = client.post(action.group(1), data={"version": str(cases[1].version)})
    following = idents.encode(cases[2].id)
    assert answer.location == f"/moderation?case={following}#case-{following}"
    page = client.get(answer.location).text
    assert f'<article class="card case" data-kind="problem" id="case-{following}" tabindex="-1"' in page
    assert "then=" not in page, "nothing comes after the last one"


@pytest.mark.parametrize("case", ["", "x", "0000000000001"])
def test_a_case_that_does_not_wait_gives_way_to_the_oldest(session: Session, browser: Browser, case: str) -> None:
    world = make_world(session)
    oldest = world.send(session)
    assert f'id="case-{idents.encode(oldest.id)}"' in browser.as_(world.manager).get(f"/moderation?case={case}").text


def test_what_was_decided_is_undone_and_open_again(session: Session, browser: Browser) -> None:
    world = make_world(session)
    cases = [world.send(session, title=f"Title {number}") for number in range(2)]
    client = browser.as_(world.manager)
    post(client, cases[1], "hide", reason="It shows an account.")
    undo = re.search(r'action="(/moderation/decisions/\w+/undo)', client.get("/moderation").text)
    assert undo is not None
    for _twice in range(2):
        answer = client.post(undo.group(1))
        public_id = idents.encode(cases[1].id)
        assert answer.location == f"/moderation?case={public_id}#case-{public_id}"
    page = client.get(answer.location).text
    assert "Undone." in page
    assert decided(session) == []
    session.refresh(cases[1])
    assert cases[1].state is State.WAITING
    assert browser.as_(world.deputy).post(undo.group(1)).status_code == 403


def test_too_late_an_undo_says_so(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    client = browser.as_(world.manager)
    post(client, case, "publish")
    undo = re.search(r'action="(/moderation/decisions/\w+/undo)', client.get("/moderation").text)
    assert undo is not None
    with clock.set_to(clock.now() + UNDO_WITHIN + timedelta(seconds=1)):
        answer = client.post(undo.group(1))
        assert answer.location == "/moderation"
        assert "This can no longer be undone" in client.get("/moderation").text
    assert decided(session) == ["published"]


def test_what_was_hidden_on_its_own_page_is_undone_there(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = make_feedback(session, edition=world.edition, author=world.author, state=State.PUBLISHED)
    client, path = browser.as_(world.manager), f"/feedback/{idents.encode(case.id)}"
    answer = client.post(
        f"/moderation/{idents.encode(case.id)}/hide?from=page", data={"version": "1", "reason": "It shows an account."}
    )
    undo = re.search(r'action="(/moderation/decisions/\w+/undo)', client.get(answer.location).text)
    assert undo is not None
    assert client.post(undo.group(1)).location == path
    session.refresh(case)
    assert case.state is State.PUBLISHED


def test_a_ready_sentence_is_sent_in_the_language_of_the_contribution(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session, title="O envio falha", body="A segunda fotografia mostra uma barra cinzenta.")
    client = browser.as_(world.manager)
    page = client.get("/moderation").text
    assert "On which device and in which version did you see it?" in page
    assert "Sent in the language of the contribution: Portuguese." in page
    fields = {"ready": "device", "content_language": "pt", "question": "No telemóvel?"}
    assert post(client, case, "send-back", **fields)[0] == 302
    decision = session.scalars(select(ModerationDecision)).one()
    assert decision.reason == "Em que dispositivo e em que versão viu isto?\n\nNo telemóvel?"
    assert decision.language == "pt"


@pytest.mark.parametrize(("ready", "language"), [("nothing", "pt"), ("device", "zz"), ("device", "")])
def test_a_hand_made_choice_sends_no_strange_words(
    session: Session, browser: Browser, ready: str, language: str
) -> None:
    world = make_world(session)
    case = world.send(session)
    status, _page = post(browser.as_(world.manager), case, "send-back", ready=ready, content_language=language)
    assert status == (422 if ready == "nothing" else 302)
    said = [decision.reason for decision in session.scalars(select(ModerationDecision))]
    assert said == ([] if ready == "nothing" else ["On which device and in which version did you see it?"])


def test_a_confidential_case_names_its_entity_once(session: Session, browser: Browser) -> None:
    world = make_world(session)
    world.send(session, identity="confidential")
    page = browser.as_(world.manager).get("/moderation").text
    article = page[page.index("<article") : page.index("</article>")]
    assert article.count("Lusocrédito") == 1


@pytest.mark.parametrize("reason", ["", "  ", "r" * 5001])
def test_what_everybody_reads_is_not_hidden_without_a_right_reason_and_the_words_come_back(
    session: Session, browser: Browser, reason: str
) -> None:
    world = make_world(session)
    case = make_feedback(session, edition=world.edition, author=world.author, state=State.PUBLISHED)
    status, page = post(browser.as_(world.manager), case, "hide", reason=reason)
    assert status == 422
    assert 'aria-describedby="reason-' in page
    assert 'aria-invalid="true"' in page
    assert f">{reason.strip()}</textarea>" in page.replace("\r\n", "")
    assert f'href="/feedback/{idents.encode(case.id)}"' in page
    assert (case.state, decided(session)) == (State.PUBLISHED, [])
    status, _page = post(browser.as_(world.manager), case, "hide", reason="It shows an account.")
    session.refresh(case)
    assert (status, case.state) == (302, State.HIDDEN)


def test_only_who_moderates_is_asked_for_a_reason(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = make_feedback(session, edition=world.edition, author=world.author, state=State.PUBLISHED)
    colleague, stranger = make_person(session, entity=world.entity), make_person(session)
    assert post(browser.as_(colleague), case, "hide", reason="")[0] == 403
    assert post(browser.as_(stranger), case, "hide", reason="")[0] == 404


def test_a_reason_for_words_that_changed_meanwhile_is_kept(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = make_feedback(session, edition=world.edition, author=world.author, state=State.PUBLISHED)
    answer = browser.as_(world.manager).post(
        f"/moderation/{idents.encode(case.id)}/hide", data={"version": "99", "reason": "It shows an account."}
    )
    assert answer.status_code == 409
    assert "It shows an account." in answer.text
    assert "Read it again before you decide" in answer.text
    assert case.state is State.PUBLISHED


@pytest.mark.parametrize(("act", "field"), [("send-back", "question"), ("hide", "reason")])
@pytest.mark.parametrize("words", ["", "x" * 2001, "bad \x00 byte"], ids=["nothing", "too long", "unreadable"])
def test_a_wrong_form_keeps_the_words_in_its_row(
    session: Session, browser: Browser, act: str, field: str, words: str
) -> None:
    world = make_world(session)
    cases = [world.send(session, title=f"Title {number}") for number in range(2)]
    status, page = post(browser.as_(world.manager), cases[1], act, **{field: words})
    assert status == 422
    name = f"{field}-{field}"
    area = re.search(rf'<textarea[^>]*id="{name}"[^>]*>\s*([^<]*)</textarea>', page)
    assert area is not None
    assert 'aria-invalid="true"' in area.group(0)
    assert area.group(1).strip() == words.strip().replace("\x00", "\ufffd") or "\x00" in words
    assert page.count('<details class="act" name="act" open>') == 1
    assert 'class="act act-more" name="act">' in page, "one act is open at a time"
    assert page.count('aria-invalid="true"') == 1
    assert decided(session) == []


def test_the_words_are_found_again_on_another_page_of_the_queue(session: Session, browser: Browser) -> None:
    world = make_world(session)
    for number in range(21):
        at = clock.now() - timedelta(days=5, hours=number)
        make_feedback(session, edition=world.edition, author=None, state=State.WAITING, created_at=at)
    newest = world.send(session)
    status, page = post(browser.as_(world.manager), newest, "send-back", question="y" * 2001)
    assert (status, page.count('<article class="card case')) == (422, 1)
    assert "y" * 2001 in page


def test_the_second_moderator_reads_who_decided_and_keeps_their_words(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    client = browser.as_(world.deputy)
    session.expunge(case)  # as the deputy's page shows it
    current = session.get_one(Feedback, case.id)
    publish_case(session, world.actor(world.manager), case.id, current.version)
    status, page = post(client, case, "send-back", question="Which phone?")
    assert status == 409
    assert f"Already decided by {world.manager.name}" in page
    assert "Which phone?" in page
    assert decided(session) == ["published"]


def test_what_changed_meanwhile_is_read_again_with_the_words_kept(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    session.expunge(case)
    revise_feedback(
        session,
        world.actor(world.author),
        case.id,
        RevisionInput("New", "New words to read.", case.version),
        memory_storage(),
    )
    status, page = post(browser.as_(world.manager), case, "hide", reason="It shows an account.")
    assert status == 409
    assert "New words to read." in page
    assert "It shows an account." in page
    assert decided(session) == []


def test_the_same_click_twice_is_one_decision(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    session.expunge(case)
    client = browser.as_(world.manager)
    assert [post(client, case, "publish")[0] for _ in range(2)] == [302, 302]
    assert decided(session) == ["published"]


def test_who_may_not_is_refused(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    for person, page, act in ((world.colleague, 403, 404), (world.sponsor, 403, 404), (world.ambassador, 200, 404)):
        client = browser.as_(person)
        assert client.get("/moderation").status_code == page
        assert post(client, case, "publish")[0] == act
    assert decided(session) == []
    assert browser.stranger().get("/moderation").status_code == 302


def test_a_taken_back_contribution_is_gone(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    case.state = State.WITHDRAWN
    assert post(browser.as_(world.manager), case, "publish")[0] == 404


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_hand_made_version_decides_nothing(session: Session, browser: Browser, version: str) -> None:
    world = make_world(session)
    case = world.send(session)
    status, _page = post(browser.as_(world.manager), case, "publish", version=version)
    assert status in {409, 422}
    assert decided(session) == []


def test_filters_that_are_not_offered_are_left_out(session: Session, browser: Browser) -> None:
    world = make_world(session)
    world.send(session)
    client = browser.as_(world.manager)
    for query in ("entity=nowhere", "language=zz", "age=-3", "age=x", "after=x", "entity=%00"):
        answer = client.get(f"/moderation?{query}")
        assert (answer.status_code, answer.text.count("<article")) == (200, 1), query
    assert "No waiting contribution matches" in client.get("/moderation?language=pt").text
    assert client.get("/moderation?language=en").text.count("<article") == 1


def test_an_empty_queue_says_so(session: Session, browser: Browser) -> None:
    world = make_world(session)
    assert "Every contribution has been read" in browser.as_(world.manager).get("/moderation").text


def test_a_reload_after_a_refusal_leads_back(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    answer = browser.as_(world.manager).get(f"/moderation/{idents.encode(case.id)}/send-back?age=3")
    assert (answer.status_code, answer.location) == (302, f"/moderation?age=3&case={idents.encode(case.id)}")


def test_twenty_a_page_with_a_way_on_and_back(session: Session, browser: Browser) -> None:
    world = make_world(session)
    for number in range(30):
        at = clock.now() - timedelta(hours=number)
        make_feedback(session, edition=world.edition, author=None, state=State.WAITING, created_at=at)
    client = browser.as_(world.manager)
    page = client.get("/moderation?age=").text
    assert page.count('<p class="title">') == 20
    link = re.search(r'rel="next" href="([^"]+)#list"', page)
    assert link is not None
    following = client.get(link.group(1).replace("&amp;", "&")).text
    assert following.count('<p class="title">') == 10
    assert 'rel="prev" href="/moderation#list"' in following


@pytest.mark.parametrize("count", [3, 6])
def test_the_number_of_statements_does_not_grow(
    session: Session, browser: Browser, queries: CountQueries, count: int
) -> None:
    world = make_world(session)
    for _ in range(count):
        person = make_person(session, entity=world.entity)
        case = make_feedback(session, edition=world.edition, author=person, state=State.WAITING, mission=world.mission)
    client = browser.as_(world.manager)
    client.get("/moderation")
    with queries() as statements:
        assert client.get("/moderation").status_code == 200
    assert len(statements) <= STATEMENTS, statements.seen
    with queries() as statements:
        assert client.get(f"/moderation?case={idents.encode(case.id)}").status_code == 200
    assert len(statements) <= STATEMENTS, statements.seen


def test_the_author_s_name_is_gone_once_the_case_is_out_of_sight(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session, identity="confidential")
    hide_case(session, world.actor(world.manager), case.id, case.version, "It shows an account.")
    assert world.author.name not in browser.as_(world.manager).get("/moderation").text


def test_the_page_speaks_the_reader_s_language_direction(session: Session, browser: Browser) -> None:
    world = make_world(session)
    reader = make_person(session, entity=world.entity, locale="ar")
    make_mandate(session, person=reader, role=Role.COMMUNITY_MANAGER, entity=world.entity)
    world.send(session)
    page = browser.as_(reader).get("/moderation").text
    assert '<html lang="ar" dir="rtl">' in page
    assert '<div class="prose" lang="en" dir="ltr">' in page


def test_no_two_things_share_an_identifier(session: Session, browser: Browser) -> None:
    world = make_world(session)
    for number in range(3):
        world.send(session, title=f"Title {number}")
    page = browser.as_(world.manager).get("/moderation").text
    found = re.findall(r'\bid="([^"]+)"', page)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("view", "heading"), [("", "Waiting to be read"), ("late", "Late"), ("sent-back", "Sent back")]
)
def test_the_heading_says_which_part_of_the_queue_is_shown(
    session: Session, browser: Browser, view: str, heading: str
) -> None:
    world = make_world(session)
    page = browser.as_(world.manager).get(f"/moderation?view={view}" if view else "/moderation").text
    assert re.search(rf"<h1[^>]*>\s*{heading}\s*</h1>", page)


def test_an_answer_is_written_beside_the_list_and_the_next_case_opens(session: Session, browser: Browser) -> None:
    world = make_world(session)
    first, second = (make_feedback(session, edition=world.edition, author=world.author) for _ in range(2))
    first.due_on, second.due_on = clock.today(), clock.today() + timedelta(days=1)
    session.commit()
    client = browser.as_(world.manager)
    page = client.get("/moderation?view=unanswered").text
    place = f"/moderation/{idents.encode(first.id)}/answer?view=unanswered&amp;then={idents.encode(second.id)}"
    assert f'action="{place}' in page
    assert "Published; the team has not answered yet" in page
    assert 'aria-keyshortcuts="p"' not in page
    assert 'name="case"' not in page, "nothing is published there"
    address = place.replace("&amp;", "&")
    refused = client.post(address, data={"body": "x" * 4001})
    assert (refused.status_code, "x" * 4001 in refused.text) == (422, True)
    answer = client.post(address, data={"body": "We mend it in the next version."})
    assert answer.status_code == 303
    assert f"case={idents.encode(second.id)}" in answer.location
    assert "view=unanswered" in answer.location
    assert idents.encode(first.id) not in client.get("/moderation?view=unanswered").text
    again = client.post(address, data={"body": "Another answer."})
    assert again.status_code == 409
    assert "Another answer." in again.text


def test_who_does_not_answer_is_offered_no_list_of_answers(session: Session, browser: Browser) -> None:
    world = make_world(session)
    published = make_feedback(session, edition=world.edition, author=world.author)
    published.due_on = clock.today()
    session.commit()
    client = browser.as_(world.ambassador)
    assert "view=unanswered" not in client.get("/moderation").text
    assert idents.encode(published.id) not in client.get("/moderation?view=unanswered").text
    assert client.post(f"/moderation/{idents.encode(published.id)}/answer", data={"body": "x"}).status_code == 403
