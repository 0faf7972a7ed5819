"""Rules are written, approved by somebody else up to a day, and confirmed before a mission starts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound, NotPossibleNow
from app.missions.service import tick_mission
from app.player.service import declare_minutes, finish_step, stop_at_step
from app.policy.actor import SYSTEM, Role
from app.policy.facts import Facts
from app.products.types import Owner
from app.readiness.errors import NotReady
from app.readiness.queries import readiness_of
from app.readiness.service import open_edition
from app.readiness.types import Colour
from app.safeguards.errors import (
    ApprovalTooLong,
    HalfTranslated,
    OnlyCompetitors,
    SafeguardsChanged,
    SafeguardsMissing,
    SafeguardsNotAttested,
    SheetSourceMissing,
)
from app.safeguards.models import SafeguardAttestation, SafeguardSheet
from app.safeguards.queries import SheetPlace, owed_sheets, sheet_places, sheets_lacking, sheets_work, words_read
from app.safeguards.service import SheetInput, approve_sheet, attest_sheets, withdraw_sheet, write_sheet
from app.safeguards.types import SheetStanding, SheetState
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.feedback.scene import make_colleague
from tests.refusals import refused
from tests.safeguards.scene import Safeguarded, in_force, make_safeguarded, until, written


@pytest.fixture
def at(session: Session) -> Safeguarded:
    return make_safeguarded(session)


def facts(session: Session, at: Safeguarded) -> Facts:
    session.refresh(at.scene.edition, ["phases"])
    return at.scene.edition.facts_at(clock.now())


def confirm(session: Session, at: Safeguarded, *sheets: SafeguardSheet) -> None:
    attest_sheets(session, at.scene.actor, facts(session, at), at.tried, [sheet.id for sheet in sheets])


def test_nothing_starts_without_rules_and_each_version_is_confirmed(session: Session, at: Safeguarded) -> None:
    mission, tester = at.scene.mission.id, at.scene.actor
    with refused(session, SafeguardsMissing):
        finish_step(session, tester, mission, 1)
    with refused(session, SafeguardsMissing):
        tick_mission(session, tester, mission)
    first = in_force(session, at)
    with refused(session, SafeguardsNotAttested):
        stop_at_step(session, tester, mission, 1, "Why?")
    confirm(session, at, first)
    confirm(session, at, first)
    finish_step(session, tester, mission, 1)
    second = in_force(session, at, data=written(may_not="Send money.", saved=first.saved))
    assert (first.state, second.number) == (SheetState.APPROVED, 2), "the first is kept"
    with refused(session, SafeguardsNotAttested):
        finish_step(session, tester, mission, 2)
    with refused(session, SafeguardsChanged):
        confirm(session, at, first)
    confirm(session, at, second)
    finish_step(session, tester, mission, 2)
    rows = session.execute(select(SafeguardAttestation.sheet_id, SafeguardAttestation.attested_on)).all()
    assert {tuple(row) for row in rows} == {(first.id, clock.today()), (second.id, clock.today())}


def test_an_expired_or_withdrawn_sheet_stops_the_start_and_not_what_was_done(session: Session, at: Safeguarded) -> None:
    sheet = in_force(session, at, days=2)
    confirm(session, at, sheet)
    finish_step(session, at.scene.actor, at.scene.mission.id, 1)
    session.get_one(SafeguardSheet, sheet.id).valid_until = until(-1)
    with refused(session, SafeguardsMissing):
        finish_step(session, at.scene.actor, at.scene.mission.id, 2)
    declare_minutes(session, at.scene.actor, at.scene.mission.id, 12)
    approve_sheet(session, SYSTEM, sheet.id, until(5), sheet.saved)  # goes on: nobody confirms the same words twice
    finish_step(session, at.scene.actor, at.scene.mission.id, 2)
    withdraw_sheet(session, at.central, sheet.id)
    withdraw_sheet(session, at.dpo, sheet.id)
    with refused(session, SafeguardsMissing):
        tick_mission(session, at.scene.actor, at.scene.mission.id)
    with refused(session, NotPossibleNow):
        approve_sheet(session, at.dpo, sheet.id, until(5), sheet.saved)


def test_the_country_is_the_one_where_the_tester_works(session: Session, at: Safeguarded) -> None:
    in_force(session, at)
    elsewhere = make_entity(session)
    elsewhere.country = "DE"
    guest = actor_for(make_person(session, entity=elsewhere), enrolled=(at.scene.campaign.id,))
    [owed] = owed_sheets(session, guest, at.tried)
    assert (owed.product_name, owed.sheet_id) == ("Rival app", None)


def test_the_groups_own_product_asks_for_nothing(session: Session, at: Safeguarded) -> None:
    at.product.owner = Owner.OWN
    session.commit()
    assert owed_sheets(session, at.scene.actor, at.tried) == ()
    finish_step(session, at.scene.actor, at.scene.mission.id, 1)
    with refused(session, OnlyCompetitors):
        write_sheet(session, at.central, at.place, written())


def test_who_wrote_it_does_not_approve_it(session: Session, at: Safeguarded) -> None:
    sheet = write_sheet(session, at.central, at.place, written())
    for stranger in (at.central, at.scene.actor):
        with refused(session, Forbidden):
            approve_sheet(session, stranger, sheet.id, until(3), sheet.saved)
    approve_sheet(session, at.dpo, sheet.id, until(3), sheet.saved)
    assert (sheet.approved_role, sheet.approved_by_id, sheet.valid_until) == (Role.DPO, at.dpo.person_id, until(3))


def test_the_protection_officer_of_another_country_does_not_approve(session: Session, at: Safeguarded) -> None:
    sheet = write_sheet(session, at.central, at.place, written())
    germany = make_entity(session)
    germany.country = "DE"
    officer = actor_for(make_person(session), Role.DPO, entity=germany)
    with refused(session, Forbidden):
        approve_sheet(session, officer, sheet.id, until(3), sheet.saved)


@pytest.mark.parametrize("days", [-1, 367])
def test_an_approval_ends_within_a_year(session: Session, at: Safeguarded, days: int) -> None:
    sheet = write_sheet(session, at.central, at.place, written())
    with refused(session, ApprovalTooLong):
        approve_sheet(session, at.dpo, sheet.id, until(days), sheet.saved)


def test_what_changed_since_it_was_read_is_not_approved(session: Session, at: Safeguarded) -> None:
    sheet = write_sheet(session, at.central, at.place, written())
    read = sheet.saved
    assert write_sheet(session, at.central, at.place, written(may="Look.", saved=read)).id == sheet.id
    with refused(session, ChangedMeanwhile):
        approve_sheet(session, at.dpo, sheet.id, until(3), read)
    with refused(session, ChangedMeanwhile):
        write_sheet(session, at.central, at.place, written(may="Listen.", saved=read))
    assert write_sheet(session, at.central, at.place, written(may="Look.", saved=read)).number == 1, "twice is once"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (SheetInput({"fr": "Lire."}, {"fr": "Payer."}), SheetSourceMissing),
        (SheetInput({"en": "Read."}, {"en": " "}), SheetSourceMissing),
        (SheetInput({"en": "Read.", "fr": "Lire."}, {"en": "Pay."}), HalfTranslated),
    ],
)
def test_both_parts_are_written(session: Session, at: Safeguarded, data: SheetInput, error: type[Exception]) -> None:
    with refused(session, error):
        write_sheet(session, at.central, at.place, data)


def test_only_the_central_team_writes_and_only_for_countries_of_the_group(session: Session, at: Safeguarded) -> None:
    for actor in (at.dpo, at.scene.actor):
        with refused(session, Forbidden):
            write_sheet(session, actor, at.place, written())
    for place in (SheetPlace(at.product.code, "JP"), SheetPlace("nothing", at.place.country)):
        with refused(session, NotFound):
            write_sheet(session, at.central, place, written())
    with refused(session, Forbidden):
        sheets_work(session, at.scene.actor, at.place)


def test_it_is_read_in_the_readers_language_or_the_first_one(session: Session, at: Safeguarded) -> None:
    in_force(session, at, data=written(may_fr="Lire les pages.", may_not_fr="Payer."))
    for locale, may in (("fr", "Lire les pages."), ("de", "Open an account.\nRead the public pages.")):
        reader = replace(actor_for(make_person(session, entity=at.scene.entity)), locale=locale)
        [words] = words_read(session, reader, owed_sheets(session, reader, at.tried)).values()
        assert words.may == may


def test_an_edition_lacks_what_is_missing_expired_or_withdrawn(session: Session, at: Safeguarded) -> None:
    def lacking() -> list[SheetPlace]:
        [found] = sheets_lacking(session, at.central, [at.scene.edition.id]).values()
        return [lack.place for lack in found]

    assert lacking() == [at.place]
    write_sheet(session, at.central, at.place, written())
    assert lacking() == [at.place]
    assert sheet_places(session, at.dpo)[0].standing is SheetStanding.WAITING
    sheet = in_force(session, at, data=written(may="Read.", saved=1))
    assert lacking() == []
    place = sheet_places(session, at.dpo)[0]
    assert (place.standing, place.is_needed, place.valid_until) == (SheetStanding.IN_FORCE, True, until(30))
    session.get_one(SafeguardSheet, sheet.id).valid_until = until(-1)
    session.commit()
    assert lacking() == [at.place]
    assert sheet_places(session, at.dpo)[0].standing is SheetStanding.EXPIRED


def test_an_edition_does_not_open_before_its_rules_are_approved(session: Session, at: Safeguarded) -> None:
    at.scene.edition.status = EditionStatus.DRAFT
    session.commit()

    def red() -> set[str]:
        return {found.check for found in readiness_of(session, at.central, at.scene.edition.id).of(Colour.RED)}

    assert "safeguards" in red()
    with refused(session, NotReady):
        open_edition(session, at.central, at.scene.edition.id)
    in_force(session, at)
    assert "safeguards" not in red()


def test_the_statements_do_not_grow_with_products(session: Session, at: Safeguarded, queries: CountQueries) -> None:
    def counted() -> tuple[int, int]:
        session.commit()
        with queries() as owed:
            owed_sheets(session, at.scene.actor, at.tried)
        with queries() as listed:
            sheet_places(session, at.central)
            sheets_lacking(session, at.central, [at.scene.edition.id])
        return len(owed), len(listed)

    before = counted()
    for _ in range(3):
        in_force(session, make_safeguarded(session))
    assert counted() == before


def test_a_confirmation_goes_with_the_account(session: Session, at: Safeguarded) -> None:
    sheet = in_force(session, at)
    confirm(session, at, sheet)
    _person, colleague = make_colleague(session, at.scene)
    attest_sheets(session, colleague, facts(session, at), at.tried, [sheet.id])
    session.delete(_person)
    session.flush()
    left = session.scalar(select(func.count()).select_from(SafeguardAttestation))
    assert left == 1
