"""Every kind of text that is translated, one line each: where it is read, its name, its page, how long it may be.

A test walks the tables: a column that points to a text stands here, or in its list of exceptions with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, String, cast, literal, null, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from app.announcements import types as announcements
from app.announcements.models import Announcement
from app.campaigns import types as campaigns
from app.campaigns.models import Campaign, Edition, EditionLocal
from app.charters import types as charters
from app.charters.models import Charter
from app.core.errors import N_
from app.house_rules.models import EntityRules
from app.house_rules.types import RULES_MAX_CHARS
from app.known_issues import types as known_issues
from app.known_issues.models import KnownIssue
from app.legal.models import LegalText
from app.legal.types import BODY_MAX_CHARS as LEGAL_MAX_CHARS
from app.missions import types as missions
from app.missions.models import Mission, MissionStep
from app.questionnaires import types as questionnaires
from app.questionnaires.models import Questionnaire, StoredPart, StoredQuestion
from app.ready_answers import types as ready_answers
from app.ready_answers.models import ReadyAnswer
from app.results.models import ResultsPage, ResultsWords
from app.results.types import INTRO_MAX_CHARS, SENTENCE_MAX_CHARS
from app.themes.models import Theme
from app.themes.types import NAME_MAX_CHARS
from app.translating.types import TextKind

Column = ColumnElement[Any] | InstrumentedAttribute[Any]
Rows = Select[*tuple[Any, ...]]
_NOBODY: Column = cast(null(), Integer)


class Whereabouts(NamedTuple):
    """What a page's address may take: of the campaign, of the entity, of the thing."""

    slug: str
    code: str
    owner_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Thing:
    """What has texts: whose it is, how it is numbered, its version, and the page on which people meet its words.

    Without a campaign it is the entity's, without an entity all may translate it who translate the campaign; without
    either it is for everybody.
    """

    owner: Column
    version: InstrumentedAttribute[int] | None  # that the form of its own page was written against
    page: Callable[[Whereabouts], tuple[str, Mapping[str, Any]]]  # endpoint, and what its address takes
    campaign: Column = _NOBODY
    entity: Column = _NOBODY
    number: Column | None = None
    joined: Callable[[Rows], Rows] = lambda rows: rows
    order: tuple[Column, ...] = ()  # at most two


@dataclass(frozen=True, slots=True)
class TextSource:
    """One kind of text."""

    kind: TextKind
    name: str  # marked; may say the thing's number
    thing: Thing
    text_id: InstrumentedAttribute[Any]
    max_chars: int
    is_long: bool = False

    def rows(self) -> Rows:
        """Return the texts of this kind, with the columns that all kinds have."""
        thing = self.thing
        order = [*thing.order, literal(0, Integer()), literal(0, Integer())][:2]
        return thing.joined(
            select(
                literal(self.kind.value, String()).label("kind"),
                literal(list(TextKind).index(self.kind), Integer()).label("kind_order"),
                thing.campaign.label("campaign_id"),
                thing.entity.label("entity_id"),
                thing.owner.label("owner_id"),
                (thing.owner if thing.number is None else thing.number).label("number"),
                order[0].label("place"),
                order[1].label("place_within"),
                self.text_id.label("text_id"),
            ).where(self.text_id.is_not(None))
        )


_ASKED = StoredQuestion.retired_on.is_(None)
_QUESTIONS = StoredQuestion.questionnaire_id == Questionnaire.id

CAMPAIGN = Thing(Campaign.id, None, lambda at: ("home.campaign", {"slug": at.slug}), Campaign.id)
LOCAL = Thing(
    EditionLocal.edition_id, EditionLocal.version,
    lambda at: ("campaigns.local", {"slug": at.slug, "code": at.code}),
    Edition.campaign_id, Edition.entity_id,
    joined=lambda rows: rows.join(Edition, Edition.id == EditionLocal.edition_id),
)  # fmt: skip
MISSION = Thing(
    Mission.id, Mission.version, lambda at: ("missions.mission", {"slug": at.slug, "number": at.number}),
    Mission.campaign_id, number=Mission.number, order=(Mission.number,),
)  # fmt: skip
STEP = Thing(
    Mission.id, Mission.version, MISSION.page, Mission.campaign_id, number=Mission.number,
    joined=lambda rows: rows.join(Mission, Mission.id == MissionStep.mission_id),
    order=(Mission.number, MissionStep.number),
)  # fmt: skip
RESULTS = Thing(
    ResultsPage.campaign_id,
    ResultsPage.version,
    lambda at: ("results.edit", {"slug": at.slug}),
    ResultsPage.campaign_id,
)  # what was published stays as it was; these are the words of the next version
RESULTS_LINE = Thing(
    ResultsPage.campaign_id, ResultsPage.version,
    lambda at: ("results.entry", {"slug": at.slug, "decision_id": at.number}),
    ResultsPage.campaign_id, number=ResultsWords.decision_id,
    joined=lambda rows: rows.join(ResultsPage, ResultsPage.campaign_id == ResultsWords.campaign_id),
    order=(ResultsWords.decision_id,),
)  # fmt: skip
THEME = Thing(Theme.id, Theme.version, lambda _: ("themes.themes", {}), Theme.campaign_id, order=(Theme.id,))
ISSUE = Thing(
    KnownIssue.id, KnownIssue.version, lambda at: ("known_issues.issues", {"slug": at.slug}), KnownIssue.campaign_id
)
QUESTIONNAIRE = Thing(
    Questionnaire.id, Questionnaire.version,
    lambda at: ("questionnaires.questionnaire", {"slug": at.slug, "questionnaire_id": at.owner_id}),
    Questionnaire.campaign_id,
)  # fmt: skip
QUESTION = Thing(
    Questionnaire.id, Questionnaire.version, QUESTIONNAIRE.page, Questionnaire.campaign_id,
    number=StoredQuestion.position, joined=lambda rows: rows.join(Questionnaire, _QUESTIONS).where(_ASKED),
    order=(StoredQuestion.position,),
)  # fmt: skip
PART = Thing(
    Questionnaire.id, Questionnaire.version, QUESTIONNAIRE.page, Questionnaire.campaign_id,
    number=StoredQuestion.position,
    joined=lambda rows: (
        rows.select_from(StoredPart)
        .join(StoredQuestion, StoredQuestion.id == StoredPart.question_id)
        .join(Questionnaire, _QUESTIONS)
        .where(_ASKED)
    ),
    order=(StoredQuestion.position, StoredPart.position),
)  # fmt: skip
CHARTER = Thing(
    Charter.id, Charter.saved,
    lambda at: (
        ("charters.edit_addition", {"slug": at.slug, "code": at.code})
        if at.code
        else ("charters.edit_charter", {"slug": at.slug})
    ),
    Charter.campaign_id, Edition.entity_id,
    joined=lambda rows: rows.outerjoin(Edition, Edition.id == Charter.edition_id).where(Charter.is_in_force),
)  # fmt: skip
ANNOUNCEMENT = Thing(
    Announcement.id, Announcement.version, lambda _: ("announcements.announcements", {}),
    Edition.campaign_id, Announcement.entity_id,
    joined=lambda rows: rows.outerjoin(Edition, Edition.id == Announcement.edition_id),
)  # fmt: skip
READY = Thing(
    ReadyAnswer.id, ReadyAnswer.version, lambda at: ("ready_answers.ready_answers", {"code": at.code}),
    ReadyAnswer.campaign_id, ReadyAnswer.entity_id,
)  # fmt: skip
RULES = Thing(
    EntityRules.entity_id, EntityRules.version, lambda at: ("house_rules.rules", {"code": at.code}),
    entity=EntityRules.entity_id,
)  # fmt: skip
LEGAL = Thing(
    LegalText.id, LegalText.saved, lambda at: ("legal.entity", {"code": at.code}), entity=LegalText.entity_id
)  # nobody reads its words before they are published on that page

_TITLE, _PITCH, _DESCRIPTION = campaigns.TITLE_MAX_CHARS, campaigns.PITCH_MAX_CHARS, campaigns.DESCRIPTION_MAX_CHARS
_MISSION = N_("Mission %(number)s: description")

SOURCES = (
    TextSource(TextKind.CAMPAIGN_TITLE, N_("Campaign: title"), CAMPAIGN, Campaign.title_text_id, _TITLE),
    TextSource(TextKind.CAMPAIGN_PITCH, N_("Campaign: in one sentence"), CAMPAIGN, Campaign.pitch_text_id, _PITCH),
    TextSource(
        TextKind.CAMPAIGN_DESCRIPTION, N_("Campaign: description"), CAMPAIGN, Campaign.description_text_id,
        _DESCRIPTION, is_long=True,
    ),
    TextSource(
        TextKind.EDITION_LOCAL, N_("Words of the entity"), LOCAL, EditionLocal.text_id, campaigns.LOCAL_MAX_CHARS,
        is_long=True,
    ),
    TextSource(
        TextKind.MISSION_TITLE, N_("Mission %(number)s: title"), MISSION, Mission.title_text_id,
        missions.TITLE_MAX_CHARS,
    ),
    TextSource(TextKind.MISSION_BODY, _MISSION, MISSION, Mission.body_text_id, missions.BODY_MAX_CHARS, is_long=True),
    TextSource(
        TextKind.MISSION_STEP, N_("Mission %(number)s: a step"), STEP, MissionStep.title_text_id,
        missions.STEP_MAX_CHARS,
    ),
    TextSource(
        TextKind.RESULTS_INTRO, N_("Results page: introduction"), RESULTS, ResultsPage.intro_text_id, INTRO_MAX_CHARS,
        is_long=True,
    ),
    TextSource(
        TextKind.RESULTS_SAID, N_("Results page: what testers said"), RESULTS_LINE, ResultsWords.said_text_id,
        SENTENCE_MAX_CHARS, is_long=True,
    ),
    TextSource(
        TextKind.RESULTS_STANDS, N_("Results page: where it stands"), RESULTS_LINE, ResultsWords.stands_text_id,
        SENTENCE_MAX_CHARS, is_long=True,
    ),
    TextSource(TextKind.THEME, N_("Theme"), THEME, Theme.name_text_id, NAME_MAX_CHARS),
    TextSource(
        TextKind.KNOWN_ISSUE_TITLE, N_("Known issue: title"), ISSUE, KnownIssue.title_text_id,
        known_issues.TITLE_MAX_CHARS,
    ),
    TextSource(
        TextKind.KNOWN_ISSUE_BODY, N_("Known issue: description"), ISSUE, KnownIssue.body_text_id,
        known_issues.BODY_MAX_CHARS, is_long=True,
    ),
    TextSource(
        TextKind.QUESTIONNAIRE_TITLE, N_("Questionnaire: title"), QUESTIONNAIRE, Questionnaire.title_text_id,
        questionnaires.TITLE_MAX_CHARS,
    ),
    TextSource(
        TextKind.QUESTIONNAIRE_INTRO, N_("Questionnaire: introduction"), QUESTIONNAIRE, Questionnaire.intro_text_id,
        questionnaires.INTRO_MAX_CHARS, is_long=True,
    ),
    TextSource(
        TextKind.QUESTION, N_("Question %(number)s"), QUESTION, StoredQuestion.prompt_text_id,
        questionnaires.PROMPT_MAX_CHARS,
    ),
    TextSource(
        TextKind.QUESTION_HELP, N_("Question %(number)s: explanation"), QUESTION, StoredQuestion.help_text_id,
        questionnaires.HELP_MAX_CHARS,
    ),
    TextSource(
        TextKind.QUESTION_PART, N_("Question %(number)s: answer to choose"), PART, StoredPart.text_id,
        questionnaires.PART_MAX_CHARS,
    ),
    TextSource(TextKind.CHARTER, N_("Charter"), CHARTER, Charter.body_text_id, charters.BODY_MAX_CHARS, is_long=True),
    TextSource(
        TextKind.CONFIDENTIALITY, N_("Charter: confidentiality"), CHARTER, Charter.confidentiality_text_id,
        charters.BODY_MAX_CHARS, is_long=True,
    ),
    TextSource(
        TextKind.ANNOUNCEMENT_TITLE, N_("Announcement: title"), ANNOUNCEMENT, Announcement.title_text_id,
        announcements.TITLE_MAX_CHARS,
    ),
    TextSource(
        TextKind.ANNOUNCEMENT_BODY, N_("Announcement: text"), ANNOUNCEMENT, Announcement.body_text_id,
        announcements.BODY_MAX_CHARS, is_long=True,
    ),
    TextSource(
        TextKind.READY_ANSWER, N_("Ready answer"), READY, ReadyAnswer.body_text_id, ready_answers.BODY_MAX_CHARS,
        is_long=True,
    ),
    TextSource(TextKind.HOUSE_RULES, N_("House rules"), RULES, EntityRules.text_id, RULES_MAX_CHARS, is_long=True),
    TextSource(TextKind.LEGAL_TEXT, N_("Legal text"), LEGAL, LegalText.text_id, LEGAL_MAX_CHARS, is_long=True),
)  # fmt: skip

SOURCE_OF = {source.kind: source for source in SOURCES}
TEXTS = union_all(*(source.rows() for source in SOURCES)).subquery("texts_to_translate")
