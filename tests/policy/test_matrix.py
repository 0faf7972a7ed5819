"""Who may do what, as a table a person can read and sign."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import NOTHING, Facts
from app.policy.rules import RULES, Action
from tests.policy.cast import (
    ABROAD,
    AGAIN,
    BARRIER,
    CAST,
    CLOSED,
    DECIDED,
    ENDED,
    ENTITY,
    FOR_CENTRAL,
    GROUP_REVIEW,
    HELD,
    HIGH,
    HOME,
    LOCAL,
    NAMES,
    OPEN,
    OWN,
    OWN_KEYS,
    PROPOSED,
    PUBLISHED,
    REPORT,
    REVIEW,
    SECRET,
    WAITING,
    WHOLE,
    WITHDRAWN,
)  # fmt: skip

# fmt: off
TABLE = [
    #                                                    stranger employee tester   author   ambass.  amb.de   manager  sponsor  abroad   central  product  repres.  dpo      admin    system
    (Action.SIGN_IN,                NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.ACTOR_BUILD,            NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.PROFILE_EDIT,           OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.SESSION_END,            OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.AUTHOR_TRUST,           WAITING,    "-        -        -        -        yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.PEOPLE_MANAGE,          NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        yes      yes"),
    (Action.MANDATES_VIEW,          NOTHING,    "-        -        -        -        -        -        -        -        -        yes      -        -        -        yes      -"),
    (Action.MANDATE_GIVE,           LOCAL,      "-        -        -        -        -        -        -        -        -        yes      -        -        -        yes      yes"),
    (Action.MANDATE_GIVE,           HIGH,       "-        -        -        -        -        -        -        -        -        -        -        -        -        yes      yes"),
    (Action.MANDATE_GIVE,           FOR_CENTRAL, "-        -        -        -        -        -        -        -        -        -        -        -        -        yes      yes"),
    (Action.MANDATE_GIVE,           OWN_KEYS,   "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.MANDATE_CONFIRM,        PROPOSED,   "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        -"),
    (Action.MANDATE_CONFIRM,        FOR_CENTRAL, "-        -        -        -        -        -        -        -        -        -        -        -        -        yes      -"),
    (Action.MANDATE_END,            LOCAL,      "-        -        -        -        -        -        -        -        -        yes      -        -        -        yes      yes"),
    (Action.MANDATE_END,            FOR_CENTRAL, "-        -        -        -        -        -        -        -        -        yes      -        -        -        yes      yes"),
    (Action.MANDATE_END,            OWN_KEYS,   "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.MANDATE_COVER,          LOCAL,      "-        -        -        -        -        -        -        -        -        yes      -        -        -        yes      yes"),
    (Action.MANDATE_COVER,          HELD,       "-        -        -        yes      -        -        -        -        -        yes      -        -        -        yes      yes"),
    (Action.MANDATE_COVER,          OWN_KEYS,   "-        -        -        -        -        -        -        -        -        -        -        -        -        yes      yes"),
    (Action.ENTITY_VIEW,            ENTITY,     "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      yes      yes      yes      -"),
    (Action.ENTITY_MANAGE,          NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        yes      yes"),
    (Action.CALENDAR_WRITE,         ENTITY,     "-        -        -        -        -        -        yes      -        -        yes      -        -        -        yes      -"),
    (Action.TEAM_VIEW,              ENTITY,     "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      yes      yes      yes      -"),
    (Action.AIM_VIEW,               ENTITY,     "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      yes      yes      yes      -"),
    (Action.AIM_WRITE,              ENTITY,     "-        -        -        -        -        -        -        yes      -        -        -        -        -        -        -"),
    (Action.SWITCH_VIEW,            ENTITY,     "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      yes      yes      yes      -"),
    (Action.SWITCH_SET,             ENTITY,     "-        -        -        -        -        -        -        yes      -        -        -        -        -        yes      -"),
    (Action.PRODUCT_MANAGE,         NOTHING,    "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        yes"),
    (Action.CAMPAIGN_LIST,          NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
    (Action.CAMPAIGN_VIEW,          OPEN,       "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      -        -        -        -"),
    (Action.CAMPAIGN_VIEW,          CLOSED,     "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      -        -        -        -"),
    (Action.CAMPAIGN_WRITE,         OPEN,       "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        yes"),
    (Action.CAMPAIGN_OPEN,          OPEN,       "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        yes"),
    (Action.EXCEPTION_GIVE,         ENTITY,     "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        -"),
    (Action.EDITION_WRITE,          OPEN,       "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        yes"),
    (Action.QUESTIONNAIRE_WRITE,    OPEN,       "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        yes"),
    (Action.SUMMARY_VIEW,           OPEN,       "-        -        -        -        -        -        yes      yes      -        yes      yes      -        -        -        -"),
    (Action.KNOWN_ISSUE_WRITE,      OPEN,       "-        -        -        -        -        -        -        -        -        yes      yes      -        -        -        yes"),
    (Action.KNOWN_ISSUE_SUPPORT,    OPEN,       "-        -        yes      yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.KNOWN_ISSUE_SUPPORT,    CLOSED,     "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.MISSION_VIEW,           OPEN,       "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      -        -        -        -"),
    (Action.MISSION_WRITE,          OPEN,       "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        yes"),
    (Action.MISSION_TICK,           OPEN,       "-        -        yes      yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.MISSION_TICK,           CLOSED,     "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.DRAFT_KEEP,             OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.DRAFT_PURGE,            NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.CHARTER_WRITE,          OPEN,       "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        yes"),
    (Action.CHARTER_ACCEPT,         OPEN,       "-        yes      yes      yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.CHARTER_READ,           OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.QUESTIONNAIRE_ANSWER,   OPEN,       "-        -        yes      yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.QUESTIONNAIRE_ANSWER,   CLOSED,     "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.QUESTIONNAIRE_FORGET,   NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.ENROL,                  OPEN,       "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      yes      yes      yes      -"),
    (Action.ENROL,                  CLOSED,     "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.ENROLMENT_LEAVE,        OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.ENROLMENT_USE,          OPEN,       "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.ENROLMENT_USE,          CLOSED,     "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.ENROLMENT_COUNT,        ENTITY,     "-        -        -        -        yes      yes      yes      yes      -        yes      -        -        -        -        -"),
    (Action.ENROLMENT_DECIDE,       OPEN,       "-        -        -        -        yes      yes      yes      -        -        yes      -        -        -        -        -"),
    (Action.RECRUITMENT_SET,        OPEN,       "-        -        -        -        -        -        -        -        -        yes      yes      -        -        -        yes"),
    (Action.RECRUITMENT_END,        NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.FEED_READ,              OPEN,       "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      -        -        -        -"),
    (Action.FEEDBACK_SUBMIT,        OPEN,       "-        -        yes      yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_SUBMIT,        CLOSED,     "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_VIEW,          PUBLISHED,  "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      -        -        -        -"),
    (Action.FEEDBACK_VIEW,          WAITING,    "-        -        -        yes      yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_VIEW,          WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_VIEW,          ENDED,      "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      -        -        -        -"),
    (Action.FEEDBACK_REVISE,        PUBLISHED,  "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_REVISE,        WAITING,    "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_REVISE,        WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_REVISE,        ENDED,      "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_CORRECT_LANGUAGE, PUBLISHED, "-        -        -        yes      yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_CORRECT_LANGUAGE, WAITING,   "-        -        -        yes      yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_CORRECT_LANGUAGE, WITHDRAWN, "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_WITHDRAW,      PUBLISHED,  "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_WITHDRAW,      WAITING,    "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_WITHDRAW,      WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_JOIN_IN,       PUBLISHED,  "-        -        yes      yes      yes      yes      yes      -        -        yes      yes      -        -        -        -"),
    (Action.FEEDBACK_JOIN_IN,       WAITING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_JOIN_IN,       WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_JOIN_IN,       ENDED,      "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_REFERENCE,     NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
    (Action.FEEDBACK_SHOW_NAME,     SECRET,     "-        -        -        -        yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_SHOW_NAME,     PUBLISHED,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_ANSWER,        PUBLISHED,  "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.FEEDBACK_ANSWER,        WAITING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_ANSWER,        ENDED,      "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.FEEDBACK_HANDLE,        PUBLISHED,  "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.FEEDBACK_HANDLE,        WAITING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.READY_ANSWER_WRITE,     ENTITY,     "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.ANSWERS_OWED_VIEW,      NOTHING,    "-        -        -        -        -        -        yes      -        yes      yes      -        -        -        -        -"),
    (Action.DECISIONS_OWED_VIEW,    NOTHING,    "-        -        -        -        -        -        -        yes      -        -        -        -        -        -        -"),
    (Action.ON_BEHALF_WRITE,        OPEN,       "-        -        -        -        yes      yes      yes      -        -        -        -        -        -        -        -"),
    (Action.ON_BEHALF_WRITE,        CLOSED,     "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.ON_BEHALF_CONFIRM,      OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.ON_BEHALF_FORGET,       NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.FEEDBACK_IMPORT,        NOTHING,    "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        yes"),
    (Action.SEARCH_REBUILD,         NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.QUEUE_VIEW,             NOTHING,    "-        -        -        -        yes      yes      yes      -        yes      -        -        -        -        -        -"),
    (Action.FEEDBACK_MODERATE,      PUBLISHED,  "-        -        -        -        yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_MODERATE,      WAITING,    "-        -        -        -        yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.FEEDBACK_MODERATE,      WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.MODERATION_UNDO,        DECIDED,    "-        -        -        -        -        -        yes      -        -        -        -        -        -        -        yes"),
    (Action.MODERATION_UNDO,        PUBLISHED,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.FEEDBACK_MODERATE,      AGAIN,      "-        -        -        -        yes      -        -        -        -        -        -        -        -        -        -"),
    (Action.COVERAGE_VIEW,          NOTHING,    "-        -        -        -        -        -        yes      -        yes      -        -        -        -        -        -"),
    (Action.CONTENT_REPORT,         PUBLISHED,  "-        yes      yes      -        yes      yes      yes      yes      -        yes      yes      -        -        -        -"),
    (Action.CONTENT_REPORT,         WAITING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.SECOND_LOOK_ASK,        WAITING,    "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.SECOND_LOOK_ASK,        WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.COMMENT_MODERATE,       PUBLISHED,  "-        -        -        -        yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.NOTE_WRITE,             PUBLISHED,  "-        -        -        -        yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.NOTE_WRITE,             WAITING,    "-        -        -        -        yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.NOTE_WRITE,             WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.NOTE_READ,              PUBLISHED,  "-        -        -        -        yes      -        yes      yes      -        -        -        -        -        -        -"),
    (Action.NOTE_READ,              WAITING,    "-        -        -        -        yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.NOTE_READ,              SECRET,     "-        -        -        -        yes      -        yes      -        -        -        -        -        -        -        -"),
    (Action.NOTE_READ,              WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.CENTRAL_NOTES_VIEW,     NOTHING,    "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        -"),
    (Action.HOUSE_RULES_VIEW,       ENTITY,     "-        -        -        -        yes      yes      yes      yes      -        yes      -        yes      yes      yes      -"),
    (Action.HOUSE_RULES_WRITE,      ENTITY,     "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.MODERATION_RULES_READ,  NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
    (Action.TRUST_VIEW,             NOTHING,    "-        -        -        -        yes      yes      yes      -        yes      -        -        -        -        -        -"),
    (Action.LOG_EXPORT,             NOTHING,    "-        -        -        -        -        -        yes      -        yes      -        -        -        -        -        -"),
    (Action.DECISION_RECORD,        PUBLISHED,  "-        -        -        -        -        -        -        yes      -        -        -        -        -        -        -"),
    (Action.DECISION_RECORD,        WAITING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.REVIEW_LIST,             NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
    (Action.REVIEW_PREPARE,          NOTHING,    "-        -        -        -        -        -        -        yes      -        yes      -        -        -        -        -"),
    (Action.REVIEW_CHAIR,            REVIEW,     "-        -        -        -        -        -        -        yes      -        yes      -        -        -        -        -"),
    (Action.REVIEW_CHAIR,            GROUP_REVIEW, "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        -"),
    (Action.REVIEW_READ,             REVIEW,     "-        -        -        yes      -        -        -        yes      -        yes      -        -        -        -        -"),
    (Action.REVIEW_READ,             GROUP_REVIEW, "-        -        -        yes      -        -        -        -        -        yes      -        -        -        -        -"),
    (Action.REVIEW_MARK,             REVIEW,     "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.DECISIONS_READ,         NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
    (Action.ACTIONS_LIST,           NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
    (Action.ACTION_VIEW,            ENTITY,     "-        -        -        -        -        -        yes      yes      -        yes      yes      -        -        -        -"),
    (Action.ACTION_VIEW,            OWN,        "-        -        -        yes      -        -        -        -        -        yes      yes      -        -        -        -"),
    (Action.ACTION_WRITE,           ENTITY,     "-        -        -        -        -        -        -        yes      -        yes      -        -        -        -        -"),
    (Action.ACTION_REPORT,          ENTITY,     "-        -        -        -        -        -        -        yes      -        yes      -        -        -        -        -"),
    (Action.ACTION_REPORT,          OWN,        "-        -        -        yes      -        -        -        -        -        yes      -        -        -        -        -"),
    (Action.RESULTS_READ,           OPEN,       "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      -        -        -        -"),
    (Action.RESULTS_WRITE,          OPEN,       "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.RESULTS_PUBLISH,        OPEN,       "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        -"),
    (Action.FEEDBACK_MERGE,         PUBLISHED,  "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.FEEDBACK_MERGE,         WAITING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.MERGE_UNDO,             WAITING,    "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.MERGE_UNDO,             WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.BENCH_VIEW,             NOTHING,    "-        -        -        -        -        -        yes      -        yes      yes      -        -        -        -        -"),
    (Action.TEXT_TRANSLATE,         OPEN,       "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        yes"),
    (Action.THEME_WRITE,             OPEN,       "-        -        -        -        -        -        yes      -        -        yes      yes      -        -        -        yes"),
    (Action.THEME_GIVE,              PUBLISHED,  "-        -        -        -        -        -        yes      -        -        yes      yes      -        -        -        -"),
    (Action.THEME_GIVE,              WAITING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.THEME_GIVE,              ENDED,      "-        -        -        -        -        -        yes      -        -        yes      yes      -        -        -        -"),
    (Action.THEME_FOLLOW,            NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.SHOWING_ASK,             PUBLISHED,  "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.SHOWING_ASK,             WAITING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.SHOWING_ASK,             ENDED,      "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.SHOWING_ANSWER,          PUBLISHED,  "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.SHOWING_ANSWER,          ENDED,      "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.SHOWING_ANSWER,          WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.SHOWING_TAKE_BACK,       PUBLISHED,  "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.SHOWING_TAKE_BACK,       WAITING,    "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        -"),
    (Action.SHOWING_TAKE_BACK,       WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.NUGGETS_VIEW,            NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
    (Action.NUGGET_ADOPT,            ENTITY,     "-        -        -        -        -        -        -        yes      -        -        -        -        -        -        -"),
    (Action.PRIVATE_ASK,             OPEN,       "-        -        yes      yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.PRIVATE_ASK,             CLOSED,     "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.PRIVATE_READ,            ENTITY,     "-        -        -        -        -        -        yes      -        -        -        -        -        -        -        -"),
    (Action.PRIVATE_READ,            OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.PRIVATE_ANSWER,          ENTITY,     "-        -        -        -        -        -        yes      -        -        -        -        -        -        -        -"),
    (Action.FOLLOW_UP_ASK,           PUBLISHED,  "-        -        -        -        -        -        yes      -        -        yes      yes      -        -        -        -"),
    (Action.FOLLOW_UP_ASK,           WAITING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FOLLOW_UP_ASK,           ENDED,      "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FOLLOW_UP_READ,          PUBLISHED,  "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FOLLOW_UP_READ,          OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FOLLOW_UP_ANSWER,        PUBLISHED,  "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FOLLOW_UP_ANSWER,        WITHDRAWN,  "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.FOLLOW_UP_ANSWER,        ENDED,      "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.NOTICE_READ,            OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.NOTICE_CREATE,          NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.MAILS_MANAGE,           NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        yes      -"),
    (Action.MAIL_WISHES_SET,        OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.DASHBOARD_ENTITY,       ENTITY,     "-        -        -        -        -        -        yes      yes      -        yes      -        -        -        -        -"),
    (Action.DASHBOARD_CAMPAIGN,     OPEN,       "-        -        -        -        -        -        yes      yes      -        yes      -        -        -        -        -"),
    (Action.REPORTS_LIST,           NOTHING,    "-        -        -        -        -        -        -        yes      -        yes      -        -        -        -        -"),
    (Action.REPORT_ASK,             ENTITY,     "-        -        -        -        -        -        -        yes      -        yes      -        -        -        -        -"),
    (Action.REPORT_ASK,             WHOLE,      "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        -"),
    (Action.REPORT_READ,            REPORT,     "-        -        -        -        -        -        -        yes      -        -        -        -        -        -        -"),
    (Action.REPORT_READ,            OWN,        "-        -        -        -        -        -        -        -        -        -        -        -        -        -        -"),
    (Action.REPORT_BUILD,           NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.DASHBOARD_GROUP,        NOTHING,    "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        -"),
    (Action.FIGURES_REBUILD,        NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.LINK_MANAGE,            OPEN,       "-        -        -        -        yes      yes      yes      -        -        yes      -        -        -        -        -"),
    (Action.LINK_FOLLOW,            NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
    (Action.RECRUITING_VIEW,        NOTHING,    "-        -        -        -        yes      yes      yes      -        yes      -        -        -        -        -        -"),
    (Action.RECRUIT,                OPEN,       "-        -        -        -        yes      yes      yes      -        -        -        -        -        -        -        -"),
    (Action.RECRUITING_KEEP,        NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.ANNOUNCEMENT_READ,      NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
    (Action.ANNOUNCEMENT_WRITE,     NOTHING,    "-        -        -        -        -        -        -        -        -        yes      -        -        -        -        yes"),
    (Action.ANNOUNCEMENT_WRITE,     ENTITY,     "-        -        -        -        -        -        yes      -        -        yes      -        -        -        -        yes"),
    (Action.MESSAGES_VIEW,          NOTHING,    "-        -        -        -        yes      yes      yes      -        yes      -        -        -        -        -        -"),
    (Action.MESSAGE_SEND,           OPEN,       "-        -        -        -        yes      yes      yes      -        -        -        -        -        -        -        -"),
    (Action.MESSAGE_DELIVER,        NOTHING,    "-        -        -        -        -        -        -        -        -        -        -        -        -        -        yes"),
    (Action.WEBHOOK_MANAGE,        ENTITY,     "-        -        -        -        -        -        yes      -        -        -        -        -        -        yes      -"),
    (Action.BARRIER_REPORT,         NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
    (Action.BARRIER_VIEW,           BARRIER,    "-        -        -        yes      -        -        -        -        -        -        -        -        -        yes      -"),
    (Action.BARRIER_HANDLE,         BARRIER,    "-        -        -        -        -        -        -        -        -        -        -        -        -        yes      -"),
    (Action.RECOGNITION_CHOOSE,     OWN,        "-        -        -        yes      -        -        -        -        -        -        -        -        -        -        -"),
    (Action.MILESTONES_VIEW,        ENTITY,     "-        yes      yes      yes      yes      yes      yes      yes      -        yes      yes      yes      yes      yes      -"),
    (Action.HOME_VIEW,              NOTHING,    "yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      yes      -"),
]
# fmt: on
CASES = [
    pytest.param(actor, action, facts, answer == "yes", id=f"{name}-{action}-{NAMES[facts]}")
    for action, facts, answers in TABLE
    for (name, actor), answer in zip(CAST.items(), answers.split(), strict=True)
]
# What asks nothing of the thing: whoever signs in may, whatever is known.
FACTLESS = {
    Action.CAMPAIGN_LIST,
    Action.FEEDBACK_REFERENCE,
    Action.HOME_VIEW,
    Action.QUEUE_VIEW,
    Action.ANSWERS_OWED_VIEW,
    Action.DECISIONS_OWED_VIEW,
    Action.DECISIONS_READ,
    Action.ACTIONS_LIST,
    Action.BARRIER_REPORT,
    Action.LINK_FOLLOW,
    Action.RECRUITING_VIEW,
    Action.COVERAGE_VIEW,
    Action.TRUST_VIEW,
    Action.MODERATION_RULES_READ,
    Action.LOG_EXPORT,
    Action.ANNOUNCEMENT_READ,
    Action.NUGGETS_VIEW,
    Action.BENCH_VIEW,
    Action.MESSAGES_VIEW,
    Action.REVIEW_LIST,
    Action.REVIEW_PREPARE,
    Action.REPORTS_LIST,
}  # fmt: skip


@pytest.mark.parametrize(("actor", "action", "facts", "allowed"), CASES)
def test_table(actor: Actor, action: Action, facts: Facts, *, allowed: bool) -> None:
    assert can(actor, action, facts) is allowed


@pytest.mark.parametrize("name", CAST)
@pytest.mark.parametrize("action", [Action.FEEDBACK_VIEW, Action.FEEDBACK_JOIN_IN, Action.DECISION_RECORD])
def test_what_hides_its_entity_is_treated_alike(name: str, action: Action) -> None:
    """But for those who moderate there: they read it before it was public."""
    wherever = frozenset({HOME, ABROAD})
    hidden = replace(PUBLISHED, author_id=None, wherever=wherever, campaign_entities=wherever)
    here, there = (replace(hidden, entity_id=one) for one in (HOME, ABROAD))
    assert can(CAST[name], action, here) is can(CAST[name], action, there)
    assert can(CAST["manager"], Action.FEEDBACK_VIEW, here)


@pytest.mark.parametrize("name", CAST)
def test_what_is_public_is_read_by_all_who_see_the_campaign(name: str) -> None:
    """Staff of another entity where the campaign is included; what waits is read where it was written."""
    entities = frozenset({HOME, ABROAD})
    sees = any(can(CAST[name], Action.FEED_READ, replace(OPEN, entity_id=entity_id)) for entity_id in entities)
    assert can(CAST[name], Action.FEEDBACK_VIEW, replace(PUBLISHED, campaign_entities=entities)) is sees
    elsewhere = can(CAST["abroad"], Action.FEEDBACK_VIEW, replace(WAITING, campaign_entities=entities))
    assert not elsewhere


def test_every_action_has_a_line_and_a_rule() -> None:
    assert {action for action, _, _ in TABLE} == set(Action) == set(RULES)


@pytest.mark.parametrize("name", ["stranger", "employee", "tester", "author", "ambass.", "manager", "sponsor"])
@pytest.mark.parametrize("action", [action for action in Action if action not in FACTLESS])
def test_unknown_facts_are_refused(action: Action, name: str) -> None:
    assert not can(CAST[name], action, NOTHING)
