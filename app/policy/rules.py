"""The permission table: one line per action, read top to bottom. Deny is the default."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.policy.actor import MODERATING_ROLES, OF_ENTITIES, Role
from app.policy.combine import Rule, all_of, any_of, in_any_entity, none_of, wherever
from app.policy.conditions import (
    accepts_feedback,
    can_be_given_by_central,
    has_agreed,
    holds,
    holds_anywhere,
    is_administrators,
    is_assessor,
    is_author,
    is_confidential,
    is_contact,
    is_decider,
    is_enrolled,
    is_first_decider,
    is_giver,
    is_in_entity,
    is_kept,
    is_live,
    is_open_in_my_entity,
    is_open_to_enrol,
    is_person,
    is_published,
    is_self,
    is_signed,
    is_system,
    is_welcome,
    moderator,
)  # fmt: skip


class Action(StrEnum):
    """``<feature>.<verb>``, in the order of the table below."""

    SIGN_IN = "accounts.sign_in"
    ACTOR_BUILD = "accounts.build_actor"
    PROFILE_EDIT = "accounts.edit_profile"
    SESSION_END = "accounts.end_session"
    AUTHOR_TRUST = "accounts.trust_author"
    PEOPLE_MANAGE = "accounts.manage_people"
    MANDATES_VIEW = "accounts.view_mandates"
    MANDATE_GIVE = "accounts.give_mandate"
    MANDATE_CONFIRM = "accounts.confirm_mandate"
    MANDATE_END = "accounts.end_mandate"
    MANDATE_COVER = "accounts.cover_mandate"
    ENTITY_VIEW = "entities.view"
    ENTITY_MANAGE = "entities.manage"
    CALENDAR_WRITE = "calendars.write"
    TEAM_VIEW = "team.view"
    ENTITIES_VIEW = "governance.view_entities"
    GATE_VIEW = "gate.view"
    GATE_TICK = "gate.tick"
    STAGE_SET = "gate.set_stage"
    AIM_VIEW = "aims.view"
    AIM_WRITE = "aims.write"
    SWITCH_VIEW = "switches.view"
    SWITCH_SET = "switches.set"
    PRODUCT_MANAGE = "products.manage"
    CAMPAIGN_LIST = "campaigns.list"
    CAMPAIGN_VIEW = "campaigns.view"
    CAMPAIGN_WRITE = "campaigns.write"
    CAMPAIGN_OPEN = "campaigns.open"
    EXCEPTION_GIVE = "campaigns.give_exception"
    EDITION_WRITE = "campaigns.write_edition"
    READINESS_VIEW = "readiness.view"
    EDITION_APPROVE = "readiness.approve"
    PREVIEW_SEE = "preview.see"
    QUESTIONNAIRE_WRITE = "questionnaires.write"
    SUMMARY_VIEW = "questionnaires.view_summary"
    KNOWN_ISSUE_WRITE = "known_issues.write"
    KNOWN_ISSUE_SUPPORT = "known_issues.support"
    SAFEGUARD_VIEW = "safeguards.view"
    SAFEGUARD_WRITE = "safeguards.write"
    SAFEGUARD_APPROVE = "safeguards.approve"
    SAFEGUARD_WITHDRAW = "safeguards.withdraw"
    SAFEGUARD_ATTEST = "safeguards.attest"
    MISSION_VIEW = "missions.view"
    MISSION_WRITE = "missions.write"
    MISSION_TICK = "missions.tick"
    DRAFT_KEEP = "drafts.keep"
    DRAFT_PURGE = "drafts.purge"
    CHARTER_WRITE = "charters.write"
    CHARTER_ACCEPT = "charters.accept"
    CHARTER_READ = "charters.read_accepted"
    QUESTIONNAIRE_ANSWER = "questionnaires.answer"
    QUESTIONNAIRE_FORGET = "questionnaires.forget"
    ENROL = "enrolment.enrol"
    ENROLMENT_LEAVE = "enrolment.leave"
    ENROLMENT_USE = "enrolment.use"
    ENROLMENT_COUNT = "enrolment.count"
    ENROLMENT_DECIDE = "enrolment.decide"
    RECRUITMENT_SET = "enrolment.set_recruitment"
    ENROLMENT_FOLLOW = "enrolment.follow"
    RECRUITMENT_END = "enrolment.end_recruitment"
    FEED_READ = "feedback.read_feed"
    FEEDBACK_SUBMIT = "feedback.submit"
    FEEDBACK_VIEW = "feedback.view"
    FEEDBACK_REVISE = "feedback.revise"
    FEEDBACK_CORRECT_LANGUAGE = "feedback.correct_language"
    FEEDBACK_WITHDRAW = "feedback.withdraw"
    FEEDBACK_JOIN_IN = "feedback.join_in"
    FEEDBACK_REFERENCE = "feedback.use_reference"
    FEEDBACK_SHOW_NAME = "feedback.show_name"
    FEEDBACK_ANSWER = "feedback.answer"
    FEEDBACK_HANDLE = "feedback.handle"
    READY_ANSWER_WRITE = "ready_answers.write"
    ANSWERS_OWED_VIEW = "feedback.view_owed_answers"
    DECISIONS_OWED_VIEW = "feedback.view_owed_decisions"
    ON_BEHALF_WRITE = "on_behalf.write"
    ON_BEHALF_CONFIRM = "on_behalf.confirm"
    ON_BEHALF_FORGET = "on_behalf.forget"
    FEEDBACK_IMPORT = "feedback.import"
    SEARCH_REBUILD = "feedback.rebuild_search"
    QUEUE_VIEW = "moderation.view_queue"
    FEEDBACK_MODERATE = "moderation.moderate"
    MODERATION_UNDO = "moderation.undo"
    COVERAGE_VIEW = "moderation.view_coverage"
    CONTENT_REPORT = "moderation.report"
    SECOND_LOOK_ASK = "moderation.ask_second_look"
    COMMENT_MODERATE = "moderation.moderate_comment"
    COMMENT_LOOK_ASK = "moderation.ask_comment_look"
    NOTE_WRITE = "moderation.write_note"
    NOTE_READ = "moderation.read_note"
    CENTRAL_NOTES_VIEW = "moderation.view_central_notes"
    MODERATION_RULES_READ = "moderation.read_rules"
    HOUSE_RULES_VIEW = "house_rules.view"
    HOUSE_RULES_WRITE = "house_rules.write"
    TRUST_VIEW = "moderation.view_trust"
    LOG_EXPORT = "moderation.export_log"
    DECISION_RECORD = "decisions.record"
    REVIEW_LIST = "reviews.list"
    REVIEW_PREPARE = "reviews.prepare"
    REVIEW_CHAIR = "reviews.chair"
    REVIEW_READ = "reviews.read"
    REVIEW_MARK = "reviews.mark"
    DECISIONS_READ = "decisions.read"
    ACTIONS_LIST = "actions.list"
    ACTION_VIEW = "actions.view"
    ACTION_WRITE = "actions.write"
    ACTION_REPORT = "actions.report"
    RESULTS_READ = "results.read"
    RESULTS_WRITE = "results.write"
    RESULTS_PUBLISH = "results.publish"
    FEEDBACK_MERGE = "merging.merge"
    MERGE_UNDO = "merging.undo"
    BENCH_VIEW = "translating.view_bench"
    TEXT_TRANSLATE = "translating.translate"
    GLOSSARY_WRITE = "translating.write_glossary"
    THEME_WRITE = "themes.write"
    THEME_GIVE = "themes.give"
    THEME_FOLLOW = "themes.follow"
    SHOWING_ASK = "highlights.ask"
    SHOWING_ANSWER = "highlights.answer"
    SHOWING_TAKE_BACK = "highlights.take_back"
    NUGGETS_VIEW = "highlights.view_nuggets"
    NUGGET_ADOPT = "highlights.adopt"
    PRIVATE_ASK = "asking.ask"
    PRIVATE_READ = "asking.read"
    PRIVATE_ANSWER = "asking.answer"
    FOLLOW_UP_ASK = "asking.ask_author"
    FOLLOW_UP_READ = "asking.read_follow_up"
    FOLLOW_UP_ANSWER = "asking.answer_follow_up"
    NOTICE_READ = "notifications.read"
    NOTICE_CREATE = "notifications.create"
    MAIL_WISHES_SET = "notifications.set_wishes"
    MAILS_MANAGE = "notifications.manage_mails"
    DASHBOARD_ENTITY = "dashboards.view_entity"
    DASHBOARD_CAMPAIGN = "dashboards.view_campaign"
    DASHBOARD_GROUP = "dashboards.view_group"
    VIEW_KEEP = "dashboards.keep_view"
    REPORTS_LIST = "reports.list"
    REPORT_ASK = "reports.ask"
    SCHEDULE_STOP = "reports.stop_schedule"
    REPORT_READ = "reports.read"
    REPORT_BUILD = "reports.build"
    FIGURES_REBUILD = "dashboards.rebuild"
    LINK_MANAGE = "links.manage"
    LINK_FOLLOW = "links.follow"
    RECRUITING_VIEW = "recruiting.view"
    PANEL_WRITE = "panels.write"
    PANEL_PLACE = "panels.place"
    RECRUIT = "recruiting.recruit"
    RECRUITING_KEEP = "recruiting.keep"
    ANNOUNCEMENT_READ = "announcements.read"
    ANNOUNCEMENT_WRITE = "announcements.write"
    MESSAGES_VIEW = "messages.view"
    MESSAGE_SEND = "messages.send"
    MESSAGE_DELIVER = "messages.deliver"
    WEBHOOK_MANAGE = "webhooks.manage"
    BARRIER_REPORT = "barriers.report"
    BARRIER_VIEW = "barriers.view"
    BARRIER_HANDLE = "barriers.handle"
    RECOGNITION_CHOOSE = "recognitions.choose"
    MILESTONES_VIEW = "recognitions.view_milestones"
    HOME_VIEW = "home.view"


# --- the words the table uses ----------------------------------------------------------------------

central = holds(Role.CENTRAL_TEAM)
administrator = holds(Role.ADMINISTRATOR)
manager = holds(Role.COMMUNITY_MANAGER)
ambassador = holds(Role.AMBASSADOR)
sponsor = holds(Role.SPONSOR)
product_team = holds(Role.PRODUCT_TEAM)
representative = holds(Role.REPRESENTATIVE)
dpo = holds(Role.DPO)
gives_mandates = any_of(administrator, all_of(central, can_be_given_by_central))
local_team = any_of(manager, ambassador, sponsor)
campaign_staff = any_of(central, product_team, local_team)
sees_campaign = any_of(is_open_in_my_entity, is_enrolled, campaign_staff)
takes_part = all_of(is_enrolled, has_agreed)
protects_there = any_of(central, wherever(dpo))  # whatever concerns a whole country: in any entity there
asks_back = wherever(any_of(product_team, manager, central))
sorts = in_any_entity(any_of(manager, central, product_team))  # themes belong to a campaign, not to an entity
sees_feedback = any_of(
    all_of(is_author, is_kept),
    all_of(is_kept, moderator),
    all_of(is_published, in_any_entity(sees_campaign)),  # colleagues of a campaign read each other across entities
)

RULES: Mapping[Action, Rule] = {
    Action.SIGN_IN: is_system,
    Action.ACTOR_BUILD: is_system,
    Action.PROFILE_EDIT: is_self,
    Action.SESSION_END: is_self,
    Action.AUTHOR_TRUST: all_of(moderator, none_of(is_author)),
    Action.PEOPLE_MANAGE: any_of(is_system, administrator),
    Action.MANDATES_VIEW: any_of(central, administrator),
    Action.MANDATE_GIVE: any_of(is_system, all_of(gives_mandates, none_of(is_self))),
    Action.MANDATE_CONFIRM: all_of(gives_mandates, none_of(is_self, is_giver)),
    Action.MANDATE_END: any_of(is_system, all_of(gives_mandates, none_of(all_of(is_self, is_administrators)))),
    Action.MANDATE_COVER: any_of(is_system, gives_mandates, all_of(is_self, can_be_given_by_central)),
    Action.ENTITY_VIEW: any_of(is_in_entity, local_team, central, administrator, product_team),
    Action.ENTITY_MANAGE: any_of(is_system, administrator),
    Action.CALENDAR_WRITE: any_of(manager, central, administrator),
    Action.TEAM_VIEW: any_of(is_in_entity, local_team, central, administrator, representative, dpo),
    Action.ENTITIES_VIEW: holds_anywhere(*OF_ENTITIES),
    Action.GATE_VIEW: any_of(is_system, local_team, central, administrator, representative, dpo),
    Action.GATE_TICK: central,
    Action.STAGE_SET: central,
    Action.AIM_VIEW: any_of(is_in_entity, local_team, central, administrator),
    Action.AIM_WRITE: sponsor,
    Action.SWITCH_VIEW: any_of(is_in_entity, local_team, central, administrator, representative, dpo),
    Action.SWITCH_SET: any_of(sponsor, administrator),
    Action.PRODUCT_MANAGE: any_of(is_system, central),
    Action.CAMPAIGN_LIST: is_person,
    Action.CAMPAIGN_VIEW: sees_campaign,
    Action.CAMPAIGN_WRITE: any_of(is_system, central),
    Action.CAMPAIGN_OPEN: any_of(is_system, central),
    Action.EXCEPTION_GIVE: central,
    Action.EDITION_WRITE: any_of(is_system, central),
    Action.READINESS_VIEW: any_of(is_system, central, sponsor, manager),
    Action.EDITION_APPROVE: sponsor,
    Action.PREVIEW_SEE: any_of(manager, central),
    Action.QUESTIONNAIRE_WRITE: any_of(is_system, central),
    Action.SUMMARY_VIEW: any_of(central, product_team, manager, sponsor),
    Action.KNOWN_ISSUE_WRITE: any_of(is_system, central, product_team),
    Action.KNOWN_ISSUE_SUPPORT: all_of(takes_part, is_live),
    Action.SAFEGUARD_VIEW: any_of(is_system, holds_anywhere(Role.CENTRAL_TEAM, Role.DPO)),
    Action.SAFEGUARD_WRITE: any_of(is_system, central),
    Action.SAFEGUARD_APPROVE: any_of(is_system, all_of(protects_there, none_of(is_author))),
    Action.SAFEGUARD_WITHDRAW: protects_there,
    Action.SAFEGUARD_ATTEST: all_of(takes_part, is_live),
    Action.MISSION_VIEW: sees_campaign,
    Action.MISSION_WRITE: any_of(is_system, central),
    Action.DRAFT_KEEP: is_self,
    Action.DRAFT_PURGE: is_system,
    Action.MISSION_TICK: all_of(takes_part, is_live),
    Action.CHARTER_WRITE: any_of(is_system, central),
    Action.CHARTER_ACCEPT: any_of(is_open_in_my_entity, is_enrolled),
    Action.CHARTER_READ: is_self,
    Action.QUESTIONNAIRE_ANSWER: all_of(takes_part, is_live),
    Action.QUESTIONNAIRE_FORGET: is_system,
    Action.ENROL: all_of(is_welcome, is_open_to_enrol),
    Action.ENROLMENT_LEAVE: is_self,
    Action.ENROLMENT_USE: is_self,
    Action.ENROLMENT_COUNT: any_of(local_team, central),
    Action.ENROLMENT_DECIDE: all_of(any_of(manager, ambassador, central), none_of(is_self)),
    Action.RECRUITMENT_SET: any_of(is_system, central, product_team),
    Action.ENROLMENT_FOLLOW: is_system,
    Action.RECRUITMENT_END: is_system,
    Action.FEED_READ: sees_campaign,
    Action.FEEDBACK_SUBMIT: all_of(takes_part, accepts_feedback),
    Action.FEEDBACK_VIEW: sees_feedback,
    Action.FEEDBACK_REVISE: all_of(is_author, is_kept, is_live, has_agreed),
    Action.FEEDBACK_CORRECT_LANGUAGE: all_of(is_kept, any_of(is_author, moderator)),
    Action.FEEDBACK_WITHDRAW: all_of(is_author, is_kept),
    Action.FEEDBACK_JOIN_IN: all_of(
        is_published, is_live, wherever(any_of(takes_part, manager, ambassador, central, product_team))
    ),
    Action.FEEDBACK_REFERENCE: is_person,
    Action.FEEDBACK_SHOW_NAME: all_of(moderator, is_kept, is_confidential, none_of(is_author)),
    Action.FEEDBACK_ANSWER: all_of(is_published, any_of(manager, central), none_of(is_author)),
    Action.FEEDBACK_HANDLE: all_of(is_published, any_of(manager, central), none_of(is_author)),
    Action.READY_ANSWER_WRITE: any_of(manager, central),
    Action.ANSWERS_OWED_VIEW: holds_anywhere(Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM),
    Action.DECISIONS_OWED_VIEW: holds_anywhere(Role.SPONSOR),
    Action.ON_BEHALF_WRITE: all_of(any_of(manager, ambassador), accepts_feedback),
    Action.ON_BEHALF_CONFIRM: is_self,
    Action.ON_BEHALF_FORGET: is_system,
    Action.FEEDBACK_IMPORT: any_of(is_system, central),
    Action.SEARCH_REBUILD: is_system,
    Action.QUEUE_VIEW: holds_anywhere(*MODERATING_ROLES),
    Action.FEEDBACK_MODERATE: all_of(moderator, is_kept, none_of(is_author, is_first_decider)),
    Action.MODERATION_UNDO: any_of(is_system, all_of(moderator, is_kept, none_of(is_author), is_decider)),
    Action.COVERAGE_VIEW: holds_anywhere(Role.COMMUNITY_MANAGER),
    Action.CONTENT_REPORT: all_of(is_published, in_any_entity(sees_campaign), none_of(is_author, is_self)),
    Action.SECOND_LOOK_ASK: all_of(is_author, is_kept),
    Action.COMMENT_MODERATE: all_of(moderator, is_kept, none_of(is_self, is_first_decider)),
    Action.COMMENT_LOOK_ASK: all_of(is_self, is_kept),
    Action.NOTE_WRITE: all_of(moderator, is_kept, none_of(is_author)),
    Action.NOTE_READ: all_of(is_kept, any_of(moderator, all_of(is_published, is_signed, sponsor)), none_of(is_author)),
    Action.CENTRAL_NOTES_VIEW: central,
    Action.MODERATION_RULES_READ: is_person,
    Action.HOUSE_RULES_VIEW: any_of(local_team, central, administrator, representative, dpo),
    Action.HOUSE_RULES_WRITE: any_of(manager, central),
    Action.TRUST_VIEW: holds_anywhere(*MODERATING_ROLES),
    Action.LOG_EXPORT: holds_anywhere(Role.COMMUNITY_MANAGER),
    Action.DECISION_RECORD: all_of(is_published, wherever(sponsor), none_of(is_author)),
    Action.REVIEW_LIST: is_person,
    Action.REVIEW_PREPARE: holds_anywhere(Role.SPONSOR, Role.CENTRAL_TEAM),
    Action.REVIEW_CHAIR: any_of(central, sponsor),
    Action.REVIEW_READ: any_of(central, sponsor, is_assessor),
    Action.REVIEW_MARK: is_assessor,
    Action.DECISIONS_READ: is_person,
    Action.ACTIONS_LIST: is_person,
    Action.ACTION_VIEW: any_of(is_self, sponsor, manager, central, product_team),
    Action.ACTION_WRITE: any_of(sponsor, central),
    Action.ACTION_REPORT: any_of(is_self, sponsor, central),
    Action.RESULTS_READ: sees_campaign,
    Action.RESULTS_WRITE: in_any_entity(any_of(manager, central)),
    Action.RESULTS_PUBLISH: central,
    Action.FEEDBACK_MERGE: all_of(is_published, any_of(manager, central), none_of(is_author)),
    Action.MERGE_UNDO: all_of(is_kept, any_of(manager, central), none_of(is_author)),
    Action.BENCH_VIEW: holds_anywhere(Role.CENTRAL_TEAM, Role.COMMUNITY_MANAGER),
    Action.GLOSSARY_WRITE: central,
    Action.TEXT_TRANSLATE: any_of(is_system, in_any_entity(any_of(manager, central))),
    Action.THEME_WRITE: any_of(is_system, sorts),
    Action.THEME_GIVE: all_of(is_published, sorts),
    Action.THEME_FOLLOW: is_system,
    Action.SHOWING_ASK: all_of(is_published, wherever(any_of(manager, central)), none_of(is_author)),
    Action.SHOWING_ANSWER: all_of(is_author, is_kept),
    Action.SHOWING_TAKE_BACK: all_of(is_kept, wherever(any_of(manager, central)), none_of(is_author)),
    Action.NUGGETS_VIEW: is_person,
    Action.NUGGET_ADOPT: sponsor,
    Action.PRIVATE_ASK: all_of(takes_part, is_live),
    Action.PRIVATE_READ: any_of(is_self, manager),
    Action.PRIVATE_ANSWER: all_of(manager, none_of(is_self)),
    Action.FOLLOW_UP_ASK: all_of(is_published, is_live, asks_back, none_of(is_author)),
    Action.FOLLOW_UP_READ: any_of(is_self, is_author),
    Action.FOLLOW_UP_ANSWER: all_of(is_author, is_kept, is_live),
    Action.NOTICE_READ: is_self,
    Action.NOTICE_CREATE: is_system,
    Action.MAIL_WISHES_SET: any_of(is_system, is_self),
    Action.MAILS_MANAGE: administrator,
    Action.DASHBOARD_ENTITY: any_of(sponsor, manager, central),
    Action.DASHBOARD_CAMPAIGN: in_any_entity(any_of(sponsor, manager, central)),
    Action.DASHBOARD_GROUP: central,
    Action.VIEW_KEEP: is_self,
    Action.REPORTS_LIST: holds_anywhere(Role.SPONSOR, Role.CENTRAL_TEAM),
    Action.REPORT_ASK: any_of(sponsor, central),
    Action.SCHEDULE_STOP: is_self,
    Action.REPORT_READ: all_of(is_self, any_of(sponsor, central)),
    Action.REPORT_BUILD: is_system,
    Action.FIGURES_REBUILD: is_system,
    Action.LINK_MANAGE: any_of(manager, ambassador, central),
    Action.LINK_FOLLOW: is_person,
    Action.RECRUITING_VIEW: holds_anywhere(Role.AMBASSADOR, Role.COMMUNITY_MANAGER),
    Action.RECRUIT: any_of(manager, ambassador),
    Action.RECRUITING_KEEP: is_system,
    Action.PANEL_WRITE: any_of(is_system, central, product_team),
    Action.PANEL_PLACE: is_system,
    Action.ANNOUNCEMENT_READ: is_person,
    Action.ANNOUNCEMENT_WRITE: any_of(is_system, manager, central),
    Action.MESSAGES_VIEW: holds_anywhere(Role.COMMUNITY_MANAGER, Role.AMBASSADOR),
    Action.MESSAGE_SEND: any_of(manager, ambassador),
    Action.MESSAGE_DELIVER: is_system,
    Action.WEBHOOK_MANAGE: any_of(manager, administrator),
    Action.BARRIER_REPORT: is_person,
    Action.BARRIER_VIEW: any_of(is_self, is_contact),
    Action.BARRIER_HANDLE: is_contact,
    Action.RECOGNITION_CHOOSE: is_self,
    Action.MILESTONES_VIEW: any_of(is_in_entity, local_team, central),
    Action.HOME_VIEW: is_person,
}
