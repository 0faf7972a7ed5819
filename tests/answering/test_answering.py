"""A list is taken away, filled in, looked at and published; nothing is written over, and no name leaves."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.answering.file_format import read_answers
from app.answering.forms import PublishAnswersForm
from app.answering.queries import check_lines
from app.answering.service import publish_answers
from app.answering.types import LINES_MAX, AnswerLine, LineFate, ListColumn
from app.core import idents
from app.core.errors import Forbidden
from app.feedback.models import Feedback, OfficialAnswer
from app.feedback.service.handle import AnswerInput, answer_feedback
from app.policy.actor import Role
from app.ready_answers.service import ReadyAnswerInput, write_ready_answer
from app.tables.types import TableRefused
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_person
from tests.merging.scene import published
from tests.moderation.world import World, make_world
from tests.refusals import refused
from tests.spreadsheets import spreadsheet


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def filled(*lines: tuple[str, str], separator: str = ";") -> str:
    rows = [["number", "title", "answer"], *([number, "A title", answer] for number, answer in lines)]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def read(content: bytes) -> list[AnswerLine]:
    return read_answers(content, {column: {column.name} for column in ListColumn})


def line(feedback: Feedback, answer: str) -> AnswerLine:
    return AnswerLine(idents.encode(feedback.id), answer)


def answers(session: Session) -> dict[int, str]:
    session.expire_all()
    return {row.feedback_id: row.body for row in session.scalars(select(OfficialAnswer))}


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_files_of_office_programs_are_read(separator: str, mark: bytes) -> None:
    said = 'Obrigada, "já" está;\nduas linhas'
    content = mark + filled(("abc", said), ("", ""), separator=separator).encode()
    assert read(content) == [AnswerLine("abc", said)]


def test_unicode_text_and_old_letters_are_read() -> None:
    assert read(filled(("abc", "É"), separator="\t").encode("utf-16")) == [AnswerLine("abc", "É")]
    assert read(filled(("abc", "É")).encode("cp1252")) == [AnswerLine("abc", "É")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", b"title;text\r\na;b", b"\xff\xfe\x00"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(TableRefused, match="unreadable"):
        read(content)


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(TableRefused, match="too_long"):
        read(filled(*(("abc", "x") for _ in range(LINES_MAX + 1))).encode())


def test_each_line_says_what_it_would_do(session: Session, world: World) -> None:
    manager = world.actor(world.manager)
    new, same, late, twice = (published(session, world, title=f"Title {n}", body=f"Body {n}") for n in range(4))
    answer_feedback(session, manager, same.id, AnswerInput("Thanks."))
    answer_feedback(session, world.actor(world.deputy), late.id, AnswerInput("We know."))
    elsewhere = published(session, make_world(session))
    lines = [
        line(new, "It is mended."), line(same, "Thanks."), line(late, "Other words."), line(twice, ""),
        line(twice, "First."), line(twice, "Second."), line(elsewhere, "Not here."), AnswerLine("nonsense", "x"),
        line(new, "x" * 4001),
    ]  # fmt: skip
    fates = [checked.fate for checked in check_lines(session, manager, world.campaign.id, lines)]
    assert fates == [
        LineFate.NEW, LineFate.SAME, LineFate.ANSWERED, LineFate.EMPTY, LineFate.NEW, LineFate.TWICE,
        LineFate.UNKNOWN, LineFate.UNKNOWN, LineFate.TWICE,
    ]  # fmt: skip
    assert check_lines(session, manager, world.campaign.id, [line(new, "x" * 4001)])[0].fate is LineFate.TOO_LONG
    assert check_lines(session, manager, world.campaign.id, [line(new, "a\x00b")])[0].fate is LineFate.UNREADABLE
    assert publish_answers(session, manager, world.campaign.id, lines) == (2, 1)
    expected = {new.id: "It is mended.", same.id: "Thanks.", late.id: "We know.", twice.id: "First."}
    assert answers(session) == expected
    assert publish_answers(session, manager, world.campaign.id, lines) == (0, 1)
    assert answers(session) == expected


def test_only_who_answers_publishes(session: Session, world: World) -> None:
    feedback = published(session, world)
    for person in (world.author, world.ambassador, world.sponsor):
        with refused(session, Forbidden):
            publish_answers(session, world.actor(person), world.campaign.id, [line(feedback, "Mine.")])
    elsewhere = make_world(session)
    actor = elsewhere.actor(elsewhere.manager)
    assert check_lines(session, actor, world.campaign.id, [line(feedback, "Mine.")])[0].fate is LineFate.UNKNOWN


def test_the_list_goes_out_and_comes_back(session: Session, world: World, browser: Browser) -> None:
    feedback = published(session, world, world.colleague, identity="confidential", title="=cmd", body="Words.")
    client, place = browser.as_(world.manager), f"/campaigns/{world.campaign.slug}/answers"
    assert place in client.get(f"/campaigns/{world.campaign.slug}").text
    listed = client.get(f"{place}.csv")
    assert listed.headers["Content-Disposition"].startswith("attachment")
    text = listed.data.decode("utf-8-sig")
    assert world.colleague.name not in text
    assert f"{idents.encode(feedback.id)};'=cmd;Words." in text
    back = text.rstrip("\r\n") + "It is mended.\r\n"
    page = client.post(place, data={"file": (io.BytesIO(back.encode()), "answers.csv")})
    assert page.status_code == 200
    assert "Will be published" in page.text
    assert answers(session) == {}
    carried = PublishAnswersForm.carried(back.encode())
    assert carried in page.text
    for _ in range(2):
        assert client.post(f"{place}/publish", data={"content": carried}).status_code == 303
    assert answers(session) == {feedback.id: "It is mended."}
    for data in ({}, {"file": (io.BytesIO(b"nothing"), "x.csv")}):
        assert client.post(place, data=data).status_code == 422
    assert client.post(f"{place}/publish", data={"content": "???"}).status_code == 422
    assert browser.as_(world.sponsor).get(f"{place}.csv").status_code == 403


def test_looking_costs_the_same_whatever_the_lines(session: Session, world: World, queries: CountQueries) -> None:
    manager, counts, lines = world.actor(world.manager), [], []
    for start in (0, 4):
        lines += [line(published(session, world, title=f"T{n}", body=f"B{n}"), "Yes.") for n in range(start, start + 4)]
        with queries() as seen:
            assert len(check_lines(session, manager, world.campaign.id, lines)) == start + 4
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_arabic_heading_of_before_is_read_too(session: Session, world: World, browser: Browser) -> None:
    feedback = published(session, world)
    content = spreadsheet(("رقم المساهمة", "الإجابة"), (idents.encode(feedback.id), "It is mended."))
    sent = {"file": (io.BytesIO(content), "answers.xlsx")}
    place = f"/campaigns/{world.campaign.slug}/answers"
    assert "Will be published" in browser.as_(world.manager).post(place, data=sent).text


@pytest.mark.parametrize(
    ("locale", "headings"),
    [
        ("fr", ("Numéro de la contribution", "Réponse")),
        ("de", ("Nummer des Beitrags", "Antwort")),
        (
            "ar",
            (
                "رقم المساهمة",
                "الرد",
            ),
        ),
    ],
)
def test_a_list_of_any_language_is_read_in_any_other(
    session: Session, world: World, browser: Browser, locale: str, headings: tuple[str, str]
) -> None:
    feedback = published(session, world)
    client, place = browser.as_(world.manager), f"/campaigns/{world.campaign.slug}/answers"
    content = spreadsheet(headings, (idents.encode(feedback.id), "It is mended."))
    page = client.post(place, data={"file": (io.BytesIO(content), "answers.xlsx")})
    assert "Will be published" in page.text
    world.manager.locale = locale
    session.commit()
    sheet = client.get(f"{place}.xlsx")
    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")
    first = CalamineWorkbook.from_filelike(io.BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
    assert (first[0][0], first[0][-1]) == headings
    assert first[1][0] == idents.encode(feedback.id)
    with zipfile.ZipFile(io.BytesIO(sheet.data)) as packed:
        assert (b"rightToLeft" in packed.read("xl/worksheets/sheet1.xml")) is (locale == "ar")


def test_a_ready_answer_is_called_by_its_name(session: Session, world: World, browser: Browser) -> None:
    manager = world.actor(world.manager)
    words = {"en": "We know.", "pt-PT": "Já sabemos."}
    write_ready_answer(session, manager, world.entity.id, ReadyAnswerInput("Slow transfers", words, "en"))
    here = {"en": "We know it here."}
    only = ReadyAnswerInput("Only here", here, "en", campaign_id=world.campaign.id)
    write_ready_answer(session, manager, world.entity.id, only)
    cases = [published(session, world, title=f"Title {number}", body=f"Body {number}") for number in range(4)]
    for case, language in zip(cases, ("pt", "de", "en", "en"), strict=True):
        case.language = language
    session.commit()
    names = ("slow TRANSFERS", "Slow transfers", "No such name", "Only here")
    lines = [
        AnswerLine(idents.encode(case.id), "Thank you." if number == 1 else "", name)
        for number, (case, name) in enumerate(zip(cases, names, strict=True))
    ]
    checked = check_lines(session, manager, world.campaign.id, lines)
    assert [each.fate for each in checked] == [LineFate.NEW, LineFate.NEW, LineFate.NO_SUCH_READY, LineFate.NEW]
    assert publish_answers(session, manager, world.campaign.id, lines) == (3, 0)
    assert answers(session) == {
        cases[0].id: "Já sabemos.",
        cases[1].id: "Thank you.\n\nWe know.",
        cases[3].id: "We know it here.",
    }
    content = f"number;answer;ready\r\n{idents.encode(cases[2].id)};;No such name\r\n".encode()
    client, place = browser.as_(world.manager), f"/campaigns/{world.campaign.slug}/answers"
    page = client.post(place, data={"file": (io.BytesIO(content), "answers.csv")}).text
    assert "There is no ready answer of this name for it" in page
    assert "No such name" in page


def test_a_ready_answer_tells_no_entity_that_a_contribution_hides(session: Session, world: World) -> None:
    write_ready_answer(
        session, world.actor(world.manager), world.entity.id, ReadyAnswerInput("Slow", {"en": "We know."}, "en")
    )
    case = published(session, world)
    case.shown_entity_id = None
    session.commit()
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    named = AnswerLine(idents.encode(case.id), "", "Slow")
    assert check_lines(session, central, world.campaign.id, [named])[0].fate is LineFate.NO_SUCH_READY
    assert check_lines(session, world.actor(world.manager), world.campaign.id, [named])[0].fate is LineFate.NEW


def test_names_of_ready_answers_cost_the_same_whatever_the_lines(
    session: Session, world: World, queries: CountQueries
) -> None:
    manager, counts, lines = world.actor(world.manager), [], []
    for start in (0, 4):
        for number in range(start, start + 4):
            words = ReadyAnswerInput(f"Name {number}", {"en": "We know."}, "en")
            write_ready_answer(session, manager, world.entity.id, words)
            case = published(session, world, title=f"T{number}", body=f"B{number}")
            lines.append(AnswerLine(idents.encode(case.id), "", f"Name {number}"))
        with queries() as seen:
            assert {each.fate for each in check_lines(session, manager, world.campaign.id, lines)} == {LineFate.NEW}
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_rows_of_another_campaign_and_formulas_publish_nothing(
    session: Session, world: World, browser: Browser
) -> None:
    feedback, elsewhere = published(session, world), published(session, make_world(session))
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("Number of the contribution", "Answer"))
    sheet.write_row(1, 0, (idents.encode(elsewhere.id), "Not here."))
    sheet.write_string(2, 0, idents.encode(feedback.id))
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    book.close()
    client, place = browser.as_(world.manager), f"/campaigns/{world.campaign.slug}/answers"
    page = client.post(place, data={"file": (io.BytesIO(out.getvalue()), "answers.xlsx")})
    assert "Not a contribution you can answer in this campaign" in page.text
    assert "Will be published" not in page.text
    carried = PublishAnswersForm.carried(out.getvalue())
    client.post(f"{place}/publish", data={"content": carried})
    assert answers(session) == {}
