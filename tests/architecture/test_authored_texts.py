"""Every column that points to a text is translated on the bench, or it is said why not."""

from __future__ import annotations

from app.db.base import Base
from app.translating.queries import SOURCES
from app.translating.types import TextKind

NOT_TRANSLATED = {
    "translations.text_id": "a text's words in one language: what the bench writes",
    "former_sources.text_id": "what a text said before, so that the bench can show what changed",
    "former_wordings.text_id": "what people answered to; nothing changes it",
    "member_messages.subject_text_id": "sent in all its languages at once, to notices that keep them",
    "member_messages.body_text_id": "sent in all its languages at once, to notices that keep them",
    "decisions.reason_text_id": "said once, in all its languages, with the decision, which nothing changes",
    "action_items.title_text_id": "written in all its languages on the form of the action",
    "action_items.indicator_text_id": "written in all its languages on the form of the action",
    "action_items.unit_text_id": "written in all its languages on the form of the action",
}


def pointing_to_texts() -> set[str]:
    """Return the columns that point to a text."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname == "texts.id" for key in column.foreign_keys)
    }


def test_every_text_stands_on_the_bench_or_it_is_said_why_not() -> None:
    on_bench = [f"{source.text_id.class_.__tablename__}.{source.text_id.key}" for source in SOURCES]
    assert len(on_bench) == len(set(on_bench))
    assert sorted([*on_bench, *NOT_TRANSLATED]) == sorted(pointing_to_texts())


def test_every_kind_of_text_has_its_line() -> None:
    assert [source.kind for source in SOURCES] == list(TextKind)
