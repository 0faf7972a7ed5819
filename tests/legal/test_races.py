"""A text is published while people confirm the former one, on a database that several connections share."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.legal.models import LegalReading, LegalText, LegalWording
from app.legal.service import LegalInput, PublishInput, confirm_legal_texts, publish_legal_text, write_legal_text
from tests.factories.accounts import actor_for
from tests.legal.scene import make_scene
from tests.parallel import together

READERS = 10


@pytest.mark.slow
def test_nobody_confirms_a_version_by_the_words_of_the_one_before(shared: Engine) -> None:
    """Whoever confirms at the moment of a publication has read the text of that moment, or is told that it changed."""
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
        scene.publish(pt="Um ano.")
        readers = [actor_for(scene.employee()) for _ in range(READERS)]
        scene.write(pt="Dois anos.")
        session.commit()
        saved = scene.saved()
        read = session.scalars(select(LegalWording.id)).all()
    confirmations = [partial(confirm_legal_texts, actor=actor, wording_ids=read, agrees=True) for actor in readers]
    published = partial(publish_legal_text, actor=scene.writer, place=scene.place(), data=PublishInput(saved=saved))

    refusals = [code for code in together(shared, [*confirmations, published]) if code]

    assert set(refusals) <= {"legal_text_changed"}
    with Session(shared) as session:
        assert session.scalars(select(LegalText.version)).one() == 2
        kept = session.execute(
            select(LegalReading.version, LegalWording.version, func.count())
            .join(LegalWording, LegalWording.id == LegalReading.wording_id)
            .group_by(LegalReading.version, LegalWording.version)
        ).all()
    assert sum(count for *_versions, count in kept) == READERS - len(refusals)
    assert [(of, read_of) for of, read_of, _count in kept] in ([], [(1, 1)])


@pytest.mark.slow
def test_one_text_written_and_published_twice_at_once_is_one(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
    first = partial(write_legal_text, actor=scene.writer, place=scene.place(), data=LegalInput({"pt-PT": "Um ano."}))
    assert together(shared, [first] * 4) == [""] * 4
    once = partial(publish_legal_text, actor=scene.writer, place=scene.place(), data=PublishInput(saved=1))
    assert together(shared, [once] * 4) == [""] * 4
    with Session(shared) as session:
        assert session.scalars(select(LegalText.version)).one() == 1
        assert session.scalar(select(func.count()).select_from(LegalWording)) == 1
