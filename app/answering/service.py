"""Write and read the file of answers, as office programs do, and publish many in one act."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from app.answering.errors import FileNotRead, TooManyLines
from app.answering.queries import check_lines
from app.answering.types import LINES_MAX, AnswerLine, LineFate
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.core.spreadsheets import write_csv
from app.db.session import transaction
from app.feedback.service.handle import AnswerInput, answer_feedback
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

COLUMNS = ("number", "title", "text", "language", "answer")
BYTES_MAX = 2_000_000
SEPARATORS = (";", ",", "\t")


def publish_answers(session: Session, actor: Actor, campaign_id: int, lines: Sequence[AnswerLine]) -> tuple[int, int]:
    """Publish the new answers of a file; return how many were published, and how many could not be any more.

    Each is an act of its own: what a colleague answered in the meantime is left as it is, and the others are published.
    The same file twice publishes nothing more.

    :raises Forbidden: the actor answers nowhere
    """
    require(actor, Action.ANSWERS_OWED_VIEW, NOTHING)
    wanted = [line for line in check_lines(session, actor, campaign_id, lines) if line.answer]
    published = late = 0
    for line in wanted:
        if line.fate is LineFate.ANSWERED:
            late += 1
        if line.fate is not LineFate.NEW or line.feedback_id is None:
            continue
        try:
            answer_feedback(session, actor, line.feedback_id, AnswerInput(line.answer))
        except (ChangedMeanwhile, Forbidden, NotFound):
            late += 1
        else:
            published += 1
    with transaction(session):
        facts = Facts(campaign_id=campaign_id)
        record(session, actor, "answering.published", ("campaign", campaign_id, facts), {"answers": published})
    return published, late


def write_answers(rows: Iterable[tuple[str, str, str, str]]) -> bytes:
    """Return a file with an empty column for the answers; nothing in it is read as a formula."""
    return write_csv(COLUMNS, ((*row, "") for row in rows))


def read_answers(content: bytes) -> list[AnswerLine]:
    """Return the lines of a file, whatever its separator and encoding.

    :raises FileNotRead: it has not the columns
    :raises TooManyLines: more than are looked at together
    """
    if len(content) > BYTES_MAX:
        raise TooManyLines
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise FileNotRead from error
    heading = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if "number" not in heading or "answer" not in heading:
        raise FileNotRead
    number, answer = heading.index("number"), heading.index("answer")
    lines = [
        AnswerLine(row[number].strip(), row[answer].strip() if answer < len(row) else "")
        for row in rows[1:]
        if number < len(row) and any(row[place].strip() for place in (number, answer) if place < len(row))
    ]
    if len(lines) > LINES_MAX:
        raise TooManyLines
    return lines


def _decoded(content: bytes) -> str:
    """Return the text: UTF-8 with or without its mark, UTF-16 as Excel's "Unicode text", or the old Windows letters."""
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileNotRead
