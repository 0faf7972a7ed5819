"""Everything of the reader's own: what they contributed and commented, and the ways to the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.campaigns.presenters import PageReader
from app.core import clock
from app.feedback.queries.delays import usual_delays
from app.feedback.types import State
from app.home import queries
from app.home.presenters.mine import MineCard, comment_rows, mine_cards, mine_filters
from app.home.routes.blueprint import bp
from app.questionnaires.presenters.todo import application_rows, own_answer_rows
from app.questionnaires.queries.screening import own_applications
from app.questionnaires.queries.waves import my_responses
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import ChoiceLink, Row, chosen_links


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    after: str
    wanted: queries.MineFilter
    view: PageReader


@dataclass(frozen=True, slots=True)
class MineShown:
    """A page of one section: cards or rows."""

    next_key: str
    cards: tuple[MineCard, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class MineSection:
    """One part of what is the reader's own."""

    label: str
    show: Callable[[Asked], MineShown]


def contributions(asked: Asked) -> MineShown:
    """Show what the reader sent. One statement, and one more where something waits for a moderator."""
    session, actor = current_session(), current_actor()
    page = queries.my_page(session, actor, asked.after, asked.wanted)
    waiting = {row.edition_id for row in page.rows if row.contribution.state is State.WAITING}
    delays = usual_delays(session, actor, waiting)
    return MineShown(page.next_key, cards=tuple(mine_cards(page.rows, delays, asked.view)))


def comments(asked: Asked) -> MineShown:
    """Show what the reader said about what colleagues sent. One statement."""
    page = queries.my_comments(current_session(), current_actor(), asked.after, asked.wanted)
    return MineShown(page.next_key, rows=tuple(comment_rows(page.rows, asked.view)))


def own_answers(asked: Asked) -> MineShown:
    """Show what the reader began to answer, or sent, and what they answered when they applied. Three statements."""
    session, actor = current_session(), current_actor()
    waves = [wave for wave in my_responses(session, actor) if asked.wanted.slug in {"", wave.slug}]
    applied = [each for each in own_applications(session, actor) if asked.wanted.slug in {"", each.slug}]
    titles = [*(wave.title_text_id for wave in waves), *(each.title_text_id for each in applied)]
    texts = texts_of(session, actor, titles)
    return MineShown("", rows=(*own_answer_rows(waves, texts), *application_rows(applied, texts)))


# A section more is a line here, or among the pages of their own.
SECTIONS: Mapping[str, MineSection] = {
    "contributions": MineSection(_l("Contributions"), contributions),
    "comments": MineSection(_l("Comments"), comments),
    "questionnaires": MineSection(_l("Questionnaires"), own_answers),
}
PAGES: Mapping[str, str] = {
    "drafts.drafts": _l("Drafts"),
    "on_behalf.to_confirm": _l("Written down for you"),
    "recognitions.own": _l("Recognitions"),
    "charters.mine": _l("Charters"),
    "legal.mine": _l("Legal texts"),
    "barriers.barriers": _l("Barriers"),
}
FIRST = "contributions"


@bp.get("/mine")
def mine() -> ResponseReturnValue:
    """Show one section of what is the reader's own, newest first. Six statements at most, whatever the rows."""
    session, actor = current_session(), current_actor()
    name = request.args.get("part", FIRST)
    name = name if name in SECTIONS else FIRST
    state = next((one for one in queries.GOES_ON if one == request.args.get("state")), None)
    state = state if name == FIRST else None
    campaigns = queries.my_campaigns(session, actor)
    slug = next((one.slug for one in campaigns if one.slug == request.args.get("campaign")), "")
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    shown = SECTIONS[name].show(Asked(request.args.get("after", ""), queries.MineFilter(slug, state), view))
    texts = texts_of(session, actor, [one.title_text_id for one in campaigns])
    titles = [(one.slug, texts[one.title_text_id].value) for one in campaigns if one.title_text_id in texts]
    filters = mine_filters(titles, slug, state, with_state=name == FIRST)

    def here(without: str = "", **more: str) -> str:
        asked: dict[str, Any] = {"campaign": slug, "state": state, "part": None if name == FIRST else name, **more}
        return url_for("home.mine", **{key: value or None for key, value in asked.items() if key != without})

    return render_template(
        "home/mine.html",
        tabs=_tabs(name),
        part="" if name == FIRST else name,
        shown=shown,
        filters=filters,
        chosen=chosen_links(filters, here),
        newer_url=here() if request.args.get("after") else "",
        older_url=here(after=shown.next_key) if shown.next_key else "",
    )


def _tabs(name: str) -> list[ChoiceLink]:
    own = [
        ChoiceLink(str(section.label), url_for("home.mine", part=None if key == FIRST else key), key == name)
        for key, section in SECTIONS.items()
    ]
    return [*own, *(ChoiceLink(str(label), url_for(endpoint)) for endpoint, label in PAGES.items())]
