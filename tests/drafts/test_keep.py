"""What is written is kept for its writer alone, and loses to nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Edition, edition_entities
from app.campaigns.types import EditionStatus, IdentityLevel, PhaseKind
from app.core import clock
from app.core.errors import DomainError, Forbidden, NotFound
from app.drafts.errors import DraftChanged, DraftGone, DraftLevelOpen, DraftStaysHere, DraftToLookAt, DraftTooLong
from app.drafts.models import StoredDraft
from app.drafts.queries import draft_at, drafts_of
from app.drafts.service import DraftInput, forget_draft, forget_old_drafts, keep_draft
from app.drafts.types import MAX_BYTES, DraftAddress, DraftForm
from app.feedback.service.submit import submit_feedback
from app.files.storage import memory_storage
from app.policy.actor import SYSTEM
from tests.factories.accounts import actor_for, make_entity
from tests.feedback.scene import Scene, make_colleague, make_input, make_scene
from tests.refusals import refused

WRITTEN = {"title": "The upload stops", "body": "At the second page.", "identity": "named"}


def address_of(scene: Scene) -> DraftAddress:
    return DraftAddress(DraftForm.CONTRIBUTION, scene.mission.id)


def stored(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(StoredDraft)) or 0


def test_a_draft_is_one_a_person_and_form_and_its_writers_alone(session: Session) -> None:
    scene = make_scene(session)
    _, colleague = make_colleague(session, scene)
    keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN))
    saved = keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN | {"title": "It stops"}, 1))
    assert (saved.version, stored(session)) == (2, 1)
    found = draft_at(session, scene.actor, address_of(scene))
    assert found is not None
    assert found.fields == WRITTEN | {"title": "It stops"}
    assert [line.mission_number for line in drafts_of(session, scene.actor)] == [scene.mission.number]
    assert draft_at(session, colleague, address_of(scene)) is None
    assert drafts_of(session, colleague) == ()
    forget_draft(session, colleague, address_of(scene))
    assert stored(session) == 1
    forget_draft(session, scene.actor, address_of(scene))
    assert stored(session) == 0


def test_the_same_words_saved_again_change_nothing(session: Session) -> None:
    scene = make_scene(session)
    first = keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN))
    again = keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN))
    assert (again.version, again.saved_at) == (first.version, first.saved_at)


def test_a_second_device_is_told_and_the_newer_text_stays(session: Session) -> None:
    scene = make_scene(session)
    keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN, writer="phone"))
    keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN | {"body": "Newer."}, 1, "phone"))
    with refused(session, DraftChanged):
        keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN | {"body": "Older."}, 1, "desk"))
    found = draft_at(session, scene.actor, address_of(scene))
    assert found is not None
    assert found.fields["body"] == "Newer."
    kept = keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN | {"body": "Older."}, 2, "desk"))
    assert kept.fields["body"] == "Older."


def test_an_open_form_saves_over_what_it_saved_itself_when_an_answer_was_lost(session: Session) -> None:
    scene = make_scene(session)
    keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN, 0, "phone"))
    kept = keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN | {"body": "More."}, 0, "phone"))
    assert kept.fields["body"] == "More."


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        (WRITTEN | {"identity": "untraceable"}, DraftStaysHere),
        ({"title": "T", "body": "B"}, DraftLevelOpen),
        (WRITTEN | {"identity": "somebody"}, DraftLevelOpen),
        (WRITTEN | {"body": "My IBAN is PT50 0002 0123 1234 5678 9015 4"}, DraftToLookAt),
        (WRITTEN | {"title": "Ask ana@example.org"}, DraftToLookAt),
        (WRITTEN | {"body": "é" * (MAX_BYTES // 2)}, DraftTooLong),
    ],
)
def test_what_is_not_kept(session: Session, fields: dict[str, str], refusal: type[DomainError]) -> None:
    scene = make_scene(session)
    with refused(session, refusal):
        keep_draft(session, scene.actor, address_of(scene), DraftInput(fields))
    assert stored(session) == 0


def test_where_everybody_is_known_no_level_need_be_chosen_first(session: Session) -> None:
    scene = make_scene(session, levels=(IdentityLevel.NAMED,))
    keep_draft(session, scene.actor, address_of(scene), DraftInput({"title": "T"}))
    assert stored(session) == 1


def test_who_takes_no_part_keeps_nothing(session: Session) -> None:
    scene = make_scene(session, enrol=False)
    outsider = actor_for(scene.person, open_campaigns=(scene.campaign.id,))
    with refused(session, NotFound):
        keep_draft(session, outsider, address_of(scene), DraftInput(WRITTEN))
    with refused(session, NotFound):
        keep_draft(session, scene.actor, DraftAddress(DraftForm.CONTRIBUTION, 10**9), DraftInput(WRITTEN))
    with refused(session, NotFound):
        keep_draft(session, scene.actor, DraftAddress(DraftForm.REVISION, 5), DraftInput(WRITTEN))
    with refused(session, Forbidden):
        forget_old_drafts(session, scene.actor)


def test_a_late_saving_does_not_bring_back_what_was_sent(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN, 0, "phone"))
    submit_feedback(session, scene.actor, scene.address, make_input(), memory_storage())
    assert stored(session) == 0
    with refused(session, DraftGone):
        keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN, 1, "phone"))


def test_an_edition_that_closes_while_somebody_writes_loses_nothing(session: Session) -> None:
    scene = make_scene(session, status=EditionStatus.CLOSED)
    keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN))
    assert stored(session) == 1


@pytest.mark.parametrize(
    ("days", "is_closed", "left"), [(31, True, 0), (29, True, 1), (31, False, 1)], ids=["a month", "not yet", "open"]
)
def test_drafts_go_a_month_after_the_edition_has_closed(
    session: Session, days: int, left: int, *, is_closed: bool
) -> None:
    scene = make_scene(session)
    keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN))
    edition = session.get_one(Edition, scene.edition.id)
    edition.closed_at = clock.now() - timedelta(days=days)
    edition.status = EditionStatus.CLOSED if is_closed else EditionStatus.OPEN
    session.commit()
    forget_old_drafts(session, SYSTEM)
    assert stored(session) == left


def test_of_an_edition_closed_before_its_day_was_noted_the_last_phase_counts(session: Session) -> None:
    scene = make_scene(session, status=EditionStatus.CLOSED, phase=PhaseKind.TEST)
    keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN))
    forget_old_drafts(session, SYSTEM)
    assert stored(session) == 1
    for phase in scene.edition.phases:
        phase.starts_at, phase.ends_at = clock.now() - timedelta(days=60), clock.now() - timedelta(days=40)
    session.commit()
    forget_old_drafts(session, SYSTEM)
    assert stored(session) == 0


def test_drafts_of_who_is_welcome_from_another_entity_go_too(session: Session) -> None:
    scene = make_scene(session)
    keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN))
    elsewhere = make_entity(session)
    session.get_one(Person, scene.person.id).entity_id = elsewhere.id
    session.execute(edition_entities.insert().values(edition_id=scene.edition.id, entity_id=elsewhere.id))
    edition = session.get_one(Edition, scene.edition.id)
    edition.status, edition.closed_at = EditionStatus.CLOSED, clock.now() - timedelta(days=31)
    session.commit()
    forget_old_drafts(session, SYSTEM)
    assert stored(session) == 0


def test_drafts_go_with_the_account(session: Session) -> None:
    scene = make_scene(session)
    keep_draft(session, scene.actor, address_of(scene), DraftInput(WRITTEN))
    draft = session.scalars(select(StoredDraft)).one()
    [key] = [key for key in StoredDraft.__table__.foreign_keys if key.column.table is Person.__table__]
    assert (draft.person_id, key.ondelete) == (scene.person.id, "CASCADE")
