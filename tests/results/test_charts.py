"""The charts of a results page: chosen, kept with the version, masked, never in percent."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, idents
from app.results.errors import ResultsUnchanged
from app.results.models import ResultsPage, ResultsVersion
from app.results.service import draft_results, publish_results
from app.results.types import ResultsChart, read_content
from tests.conftest import Browser, CountQueries
from tests.moderation.world import make_world
from tests.refusals import refused
from tests.results.test_results import central, decided, page

EVERY = tuple(ResultsChart)


def test_a_version_keeps_the_numbers_of_its_day(session: Session, browser: Browser) -> None:
    world, team = make_world(session), central(session)
    _case, decision = decided(session, world)
    slug, reader = world.campaign.slug, browser.as_(world.author)
    address = f"/campaigns/{slug}/results"
    draft_results(session, team, slug, page(decision, charts=(ResultsChart.KINDS, ResultsChart.WEEKS)))
    publish_results(session, team, slug, 1, "")
    before = reader.get(address).text
    assert before.index("Contributions by week") < before.index("Contributions by type"), "in the order of the page"
    assert "(1\xa0of\xa01)" in before
    assert "Contributions by language" not in before
    decided(session, world, "b")
    after = reader.get(address).text
    assert "(1\xa0of\xa01)" in after, "what is published does not change"
    assert "(2\xa0of\xa02)" in browser.as_(world.manager).get(f"{address}/preview").text
    publish_results(session, team, slug, 1, "New numbers.")
    assert "(2\xa0of\xa02)" in reader.get(address).text
    assert "(1\xa0of\xa01)" in reader.get(f"{address}/versions/1").text
    with refused(session, ResultsUnchanged), clock.set_to(clock.now() + timedelta(minutes=5)):
        publish_results(session, team, slug, 1, "Nothing is new.")


def test_charts_say_of_which_day_how_many_and_nothing_of_a_few(session: Session, browser: Browser) -> None:
    world, team = make_world(session), central(session)
    _case, decision = decided(session, world)
    slug, reader = world.campaign.slug, browser.as_(world.author)
    draft_results(session, team, slug, page(decision, charts=EVERY))
    with clock.set_to(clock.now() + timedelta(days=14)):  # times are told once their week is over
        version = publish_results(session, team, slug, 1, "")
    kept = read_content(version.content).kept
    assert kept is not None
    assert kept.times == {}, "one author is fewer than may be told"
    shown = reader.get(f"/campaigns/{slug}/results").text
    numbers = shown.split('id="charts"', 1)[1].split("</section>", 1)[0]
    assert numbers.count("<figure") == len(EVERY)
    assert numbers.count("As of ") == len(EVERY)
    assert numbers.count("Show these figures as a table") == len(EVERY) - 1, "no theme: nothing to show"
    assert "Too few people: a number could tell who they are." in numbers
    assert "Time to answer: Not shown." not in numbers, "anybody counts that nothing was answered"
    assert "Time to publish: Not shown." in numbers
    assert "%" not in numbers.replace('width="100%"', "").replace('height="100%"', "").split("<svg")[0]


def test_a_chart_that_there_is_not_is_refused_and_a_file_is_taken(session: Session, browser: Browser) -> None:
    world, team = make_world(session), central(session)
    _case, decision = decided(session, world)
    slug, client = world.campaign.slug, browser.as_(world.manager)
    address = f"/campaigns/{slug}/results"
    sent = {"intro_en": "Words", "decisions": idents.encode(decision.id), "shows_figures": "y", "version": "0"}
    bad = client.post(f"{address}/edit", data=sent | {"charts": ["kinds", "people"]})
    assert bad.status_code == 422
    assert "Please choose" in bad.text
    assert session.get(ResultsPage, world.campaign.id) is None
    assert client.post(f"{address}/edit", data=sent | {"charts": ["languages", "kinds"]}).status_code == 303
    stored = session.scalars(select(ResultsPage)).one()
    assert stored.draft["charts"] == ["kinds", "languages"]
    form = client.get(f"{address}/edit").text
    assert 'value="kinds" checked' in form or 'checked id="charts-1"' in form or form.count("checked") >= 3
    publish_results(session, team, slug, 1, "")
    taken = client.get(f"{address}?chart=kinds&as=csv")
    assert (taken.status_code, taken.mimetype) == (200, "text/csv")
    assert client.get(f"{address}?chart=weeks&as=csv").status_code == 404


def test_a_page_of_before_has_no_chart(session: Session, browser: Browser) -> None:
    world, team = make_world(session), central(session)
    _case, decision = decided(session, world)
    draft_results(session, team, world.campaign.slug, page(decision))
    publish_results(session, team, world.campaign.slug, 1, "")
    version = session.scalars(select(ResultsVersion)).one()
    version.content = {name: said for name, said in version.content.items() if name not in {"charts", "kept"}}
    session.commit()
    assert "<figure" not in browser.as_(world.author).get(f"/campaigns/{world.campaign.slug}/results").text


def test_reading_and_publishing_cost_the_same(session: Session, browser: Browser, queries: CountQueries) -> None:
    world, team = make_world(session), central(session)
    slug, reader = world.campaign.slug, browser.as_(world.colleague)
    counted, made = [], []
    for version, keys in enumerate(("a", "bcd")):
        made += [decided(session, world, key)[1] for key in keys]
        draft_results(session, team, slug, page(*made, version=version, charts=EVERY))
        with queries() as publishing:
            publish_results(session, team, slug, version + 1, "More of them.")
        if version == 0:
            publish_results_again = page(*made, version=1, charts=EVERY)
            draft_results(session, team, slug, publish_results_again)
        with queries() as reading:
            assert reader.get(f"/campaigns/{slug}/results").status_code == 200
        counted.append((len(publishing), len(reading)))
    assert counted[0][1] == counted[1][1]
    assert abs(counted[0][0] - counted[1][0]) <= 1, "the first version has no version of before"
