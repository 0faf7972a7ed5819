"""The log of moderation names nobody who hid their name; the list of who is trusted tells nothing of them either."""

from __future__ import annotations

import io
import re
from datetime import datetime

from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import Forbidden, NotFound
from app.feedback.service.revise import withdraw_feedback
from app.feedback.types import State
from app.journal.models import JournalEntry
from app.moderation.queries import moderation_log, trusted_people
from app.moderation.service import export_log, hide_case, publish_and_trust_case, publish_case, withdraw_trust
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import trusted_in
from tests.moderation.world import make_world
from tests.refusals import refused


def test_the_log_names_who_signed_and_nobody_else(session: Session) -> None:
    world = make_world(session)
    manager, deputy = world.actor(world.manager), world.actor(world.deputy)
    signed, hidden = world.send(session), world.send(session, world.colleague, identity="confidential", title="Another")
    own = world.send(session, world.ambassador, identity="confidential", title="Mine")
    publish_case(session, manager, signed.id, signed.version)
    hide_case(session, deputy, hidden.id, hidden.version, "It shows an account.")
    publish_case(session, manager, own.id, own.version)
    rows = {row.feedback_id: row for row in moderation_log(session, manager)}
    assert (rows[signed.id].author, rows[signed.id].moderator) == (world.author.name, world.manager.name)
    assert (rows[hidden.id].author, rows[hidden.id].reason) == ("", "It shows an account.")
    assert world.colleague.name not in str(rows)
    for person in (world.author, world.ambassador, world.sponsor):
        with refused(session, Forbidden):
            export_log(session, world.actor(person))


def test_a_manager_reads_nothing_of_their_own(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    case.author_id = world.manager.id
    session.commit()
    publish_case(session, world.actor(world.deputy), case.id, case.version)
    assert moderation_log(session, world.actor(world.manager)) == ()
    assert len(moderation_log(session, world.actor(world.deputy))) == 1


def test_the_file_holds_no_formula_and_is_noted(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    hide_case(session, world.actor(world.manager), case.id, case.version, "=HYPERLINK(1)")
    client = browser.as_(world.manager)
    page = client.get("/moderation/log")
    assert idents.encode(case.id) in page.text
    answer = client.post("/moderation/log.csv")
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    assert ";'=HYPERLINK(1)" in text
    assert not re.search(r"(^|;)[=+@-]", text, re.MULTILINE)
    taken = select(func.count(JournalEntry.id)).where(JournalEntry.action == "moderation.log_exported")
    assert session.scalar(taken) == 1
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(client.post("/moderation/log.xlsx").data))
    rows = sheets.get_sheet_by_index(0).to_python()
    assert isinstance(rows[1][0], datetime)
    assert rows[1][-1] == "=HYPERLINK(1)"
    assert "Only where everybody may know who wrote the contribution." in str(sheets.get_sheet_by_index(1).to_python())
    assert session.scalar(taken) == 2
    assert client.post("/moderation/log.exe").status_code == 404


def test_a_contribution_of_the_log_is_a_link_as_long_as_it_can_be_opened(session: Session, browser: Browser) -> None:
    """Whoever moderates opens what is hidden or sent back too; what its author took back is a number alone."""
    world = make_world(session)
    kept, gone = world.send(session), world.send(session, title="Another")
    for case in (kept, gone):
        hide_case(session, world.actor(world.manager), case.id, case.version, "It shows an account.")
    withdraw_feedback(session, world.actor(world.author), gone.id)
    client = browser.as_(world.manager)
    page = client.get("/moderation/log").text
    [address] = re.findall(r'href="(/feedback/[^"]+)"', page)
    assert address.endswith(idents.encode(kept.id))
    assert client.get(address).status_code == 200
    assert idents.encode(gone.id) in page
    assert client.get(f"/feedback/{idents.encode(gone.id)}").status_code == 404


def test_trust_is_listed_withdrawn_and_waits_again(session: Session, browser: Browser) -> None:
    world = make_world(session)
    manager = world.actor(world.manager)
    case = world.send(session)
    publish_and_trust_case(session, manager, case.id, case.version)
    assert [row.name for row in trusted_people(session, manager)] == [world.author.name]
    client = browser.as_(world.manager)
    assert world.author.name in client.get("/moderation/trust").text
    for _click in range(2):
        assert client.post(f"/moderation/{idents.encode(case.id)}/withdraw-trust").status_code == 303
    session.expire_all()
    assert not trusted_in(world.author)
    assert trusted_people(session, manager) == ()
    entries = select(func.count(JournalEntry.id)).where(JournalEntry.action == "accounts.distrust_author")
    assert session.scalar(entries) == 1
    assert world.send(session, title="The next one").state is State.WAITING


def test_nobody_learns_who_was_trusted_for_what_hides_its_author(session: Session) -> None:
    world = make_world(session)
    manager = world.actor(world.manager)
    case = world.send(session, identity="confidential")
    plain = world.send(session, title="Signed, and published without trust")
    publish_case(session, manager, plain.id, plain.version)
    publish_and_trust_case(session, manager, case.id, case.version)
    assert trusted_people(session, manager) == ()
    with refused(session, Forbidden):
        withdraw_trust(session, manager, case.id)
    with refused(session, Forbidden):
        trusted_people(session, world.actor(world.colleague))
    for person, error in ((world.author, Forbidden), (world.colleague, Forbidden), (world.sponsor, Forbidden)):
        with refused(session, error):
            withdraw_trust(session, world.actor(person), plain.id)
    with refused(session, NotFound):
        withdraw_trust(session, manager, 12)


def test_as_many_statements_for_many(session: Session, queries: CountQueries) -> None:
    world = make_world(session)
    manager = world.actor(world.manager)
    spent = []
    for count in (2, 4):
        for number in range(count):
            case = world.send(session, title=f"Subject {number} of {count}", identity="confidential")
            publish_case(session, manager, case.id, case.version)
        with queries() as statements:
            moderation_log(session, manager)
        spent.append(len(statements))
    assert spent[0] == spent[1]
