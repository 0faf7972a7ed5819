"""The pages of safeguards: writing, approving, confirming."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.policy.actor import Role
from app.safeguards.models import SafeguardAttestation, SafeguardSheet
from app.safeguards.service import withdraw_sheet
from tests.conftest import Browser
from tests.factories.accounts import make_mandate, make_person
from tests.safeguards.scene import Safeguarded, in_force, make_safeguarded, until, written


@pytest.fixture
def at(session: Session) -> Safeguarded:
    return make_safeguarded(session)


def holder(session: Session, role: Role) -> Person:
    person = make_person(session)
    make_mandate(session, person=person, role=role)
    session.commit()
    return person


def test_rules_are_written_by_one_and_approved_by_another(session: Session, browser: Browser, at: Safeguarded) -> None:
    url = f"/products/{at.product.code}/safeguards/{at.place.country.lower()}"
    central = browser.as_(holder(session, Role.CENTRAL_TEAM))
    assert "No rules yet" in central.get(url).text
    typed = {"version": "0", "may_en": "Open an account.", "may_not_en": "Send money.", "may_fr": "Ouvrir un compte."}
    answer = central.post(f"{url}/edit", data=typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please translate both parts: people confirm them together." in answer.text
    assert "Ouvrir un compte." in answer.text
    assert central.post(f"{url}/edit", data=typed | {"may_not_fr": "Payer."}).status_code == HTTPStatus.FOUND
    page = central.get(url).text
    assert "somebody else approves it" in page
    assert "Ouvrir un compte." in page
    sheet = session.scalars(select(SafeguardSheet)).one()
    dpo = browser.as_(holder(session, Role.DPO))
    assert "Waiting for approval" in dpo.get("/safeguards").text
    ident = dpo.get(url).text.partition('action="/safeguards/')[2].partition("/")[0]
    late = dpo.post(f"/safeguards/{ident}/approve", data={"version": sheet.saved, "until": until(400).isoformat()})
    assert late.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "at most one year ahead" in late.text
    form = {"version": sheet.saved, "until": until(40).isoformat()}
    assert dpo.post(f"/safeguards/{ident}/approve", data=form).status_code == HTTPStatus.FOUND
    assert "Data protection officer" in dpo.get(url).text
    assert dpo.post(f"/safeguards/{ident}/withdraw").status_code == HTTPStatus.FOUND
    assert "Withdrawn on" in dpo.get(url).text


def test_two_write_at_once_and_the_second_is_shown_both(session: Session, browser: Browser, at: Safeguarded) -> None:
    url = f"/products/{at.product.code}/safeguards/{at.place.country.lower()}/edit"
    one, other = (browser.as_(holder(session, Role.CENTRAL_TEAM)) for _ in range(2))
    typed = {"version": "0", "may_en": "Open an account.", "may_not_en": "Send money."}
    assert one.post(url, data=typed).status_code == HTTPStatus.FOUND
    answer = other.post(url, data=typed | {"may_en": "Read the pages."})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Read the pages." in answer.text
    assert "Open an account." in answer.text


def test_a_tester_confirms_before_the_first_step(session: Session, browser: Browser, at: Safeguarded) -> None:
    tester = browser.as_(at.scene.person)
    url = f"/campaigns/{at.scene.campaign.slug}/missions/{at.scene.mission.number}/play"
    missing = tester.get(url, follow_redirects=True).text
    assert "This mission cannot be started at the moment" in missing
    assert "Confirm and start" not in missing
    sheet = in_force(session, at)
    page = tester.get(url, follow_redirects=True).text
    assert "You may not" in page
    assert "Copy their texts." in page
    ident = page.partition('name="sheets" value="')[2].partition('"')[0]
    answer = tester.post(f"{url}/safeguards", data={"sheets": ident})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tick the box to confirm." in answer.text
    assert session.scalar(select(func.count()).select_from(SafeguardAttestation)) == 0
    assert tester.post(f"{url}/1/done").location == url.replace("http://localhost", "")
    newer = in_force(session, at, data=written(may="Look only.", saved=sheet.saved))
    answer = tester.post(f"{url}/safeguards", data={"sheets": ident, "agrees": "1"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "The rules changed while you were reading them" in answer.text
    ident = answer.text.partition('name="sheets" value="')[2].partition('"')[0]
    assert tester.post(f"{url}/safeguards", data={"sheets": ident, "agrees": "1"}).status_code == HTTPStatus.FOUND
    assert "Step 1 of 2" in tester.get(url).text
    assert session.scalars(select(SafeguardAttestation.sheet_id)).all() == [newer.id]
    withdraw_sheet(session, at.central, newer.id)
    answer = tester.post(url.replace("/play", "/tick"), follow_redirects=True)
    assert "cannot be started at the moment" in answer.text


def test_nobody_else_writes_or_approves(session: Session, browser: Browser, at: Safeguarded) -> None:
    tester = browser.as_(at.scene.person)
    for path in ("/safeguards", f"/products/{at.product.code}/safeguards/pt"):
        assert tester.get(path).status_code == HTTPStatus.FORBIDDEN
    central = browser.as_(holder(session, Role.CENTRAL_TEAM))
    for path in ("/products/nothing/safeguards/pt", f"/products/{at.product.code}/safeguards/jp"):
        assert central.get(path).status_code == HTTPStatus.NOT_FOUND
