"""How long the translation bench takes with 2,000 texts in nine languages, and a file of all of them.

Usage: python -m benchmarks.translating   (SQLite, in a folder of its own)
Goals: at most ten statements a page; a file of 2,000 units is taken within five seconds.
"""

from __future__ import annotations

import time
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, insert
from sqlalchemy.orm import Session

from app import create_app
from app.campaigns.models import Campaign
from app.core import clock, idents
from app.core.idents import new_id
from app.db.base import Base
from app.missions.models import MissionStep
from app.policy.actor import Role
from app.texts.models import AuthoredText, Translation
from app.translating.file_format import FileUnit, read_xliff, write_xliff
from app.translating.queries import all_texts, bench_of
from app.translating.service import take_file
from app.web.database import engine_of
from benchmarks.figures import Figure, print_table
from benchmarks.world import database, settings_of
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission

TEXTS, STEPS_EACH = 2_000, 12
LOCALES = ("en", "fr", "de", "pt-PT", "ar", "it", "es", "nl", "pl")
STATEMENTS_MAX, SECONDS_MAX = 10, 5
PAGES = 5  # of each the quickest of so many counts


def main() -> int:
    """Measure; return 1 when a goal is missed."""
    with database() as (url, folder):
        app = create_app(replace(settings_of(url, folder), base_url="http://localhost", testing=True))
        engine = engine_of(app)
        Base.metadata.create_all(engine)
        with Session(engine, expire_on_commit=False) as session:
            figures = _measure(app, engine, session)
    print_table(figures)
    return 0 if all(figure.is_met for figure in figures) else 1


def _measure(app: Flask, engine: Engine, session: Session) -> list[Figure]:
    entity = make_entity(session, locales=LOCALES)
    campaign = make_campaign(session)
    make_edition(session, campaign=campaign, entity=entity)
    person = make_person(session, entity=entity)
    make_mandate(session, person=person, role=Role.COMMUNITY_MANAGER, entity=entity)
    _fill(session, campaign)
    session.commit()
    actor = actor_for(person, Role.COMMUNITY_MANAGER, entity=entity)
    bench = bench_of(session, actor, campaign.slug, "fr")
    texts = all_texts(session, actor, bench)
    client = Browser(app, session).as_(person)
    here = f"/translations/{campaign.slug}/fr"
    one = f"{here}/{idents.encode(texts[len(texts) // 2].text_id)}"
    pages = {"overview": "/translations", "list": here, "outdated": f"{here}?state=outdated", "text": one}
    figures = []
    for name, address in pages.items():
        count, seconds = _visit(engine, client, address)
        figures += [Figure(f"{name}: statements", count, at_most=STATEMENTS_MAX), Figure(f"{name}", seconds, "s")]
    units = [
        FileUnit(idents.encode(text.text_id), text.source, f"{text.source} traduit", is_done=bool(number % 2))
        for number, text in enumerate(texts)
    ]
    content = write_xliff(campaign.slug, bench.languages, units)
    began = time.perf_counter()
    result = take_file(session, actor, bench, read_xliff(content, bench.languages))
    seconds = time.perf_counter() - began
    assert result.stored == len(units) >= TEXTS
    return [*figures, Figure(f"file of {len(units):,} units taken", seconds, "s", at_most=SECONDS_MAX)]


def _visit(engine: Engine, client: FlaskClient, address: str) -> tuple[int, float]:
    seen: list[str] = []

    def count(*given: object) -> None:
        seen.append(str(given[2]))

    best = float("inf")
    counted = 0
    for _ in range(PAGES):
        seen.clear()
        event.listen(engine, "before_cursor_execute", count)
        began = time.perf_counter()
        answer = client.get(address)
        best = min(best, time.perf_counter() - began)
        event.remove(engine, "before_cursor_execute", count)
        assert answer.status_code == 200, address
        counted = sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in seen)
    return counted, best


def _fill(session: Session, campaign: Campaign) -> None:
    """Write missions of twelve steps until there are enough texts; every third translation is behind its source."""
    missions = -(-TEXTS // STEPS_EACH)
    for number in range(1, missions + 1):
        mission = make_mission(session, campaign=campaign, number=number, steps=0)
        ids = [new_id() for _ in range(STEPS_EACH)]
        session.execute(insert(AuthoredText), [{"id": each, "source_locale": "en", "version": 2} for each in ids])
        session.execute(
            insert(Translation),
            [
                {
                    "text_id": each, "locale": locale, "at": clock.now(),
                    "source_version": 1 if (n + m) % 3 == 0 and m else 2,
                    "value": f"A step of some length that somebody reads before they try it ({n}, {locale})",
                }
                for n, each in enumerate(ids)
                for m, locale in enumerate(LOCALES)
            ],
        )  # fmt: skip
        session.execute(
            insert(MissionStep),
            [{"mission_id": mission.id, "number": n + 1, "title_text_id": each} for n, each in enumerate(ids)],
        )


if __name__ == "__main__":
    raise SystemExit(main())
