"""Every table: a page or a migration needs them all."""

# ruff: noqa: F401 - imported for what they define

from __future__ import annotations

import app.accounts.models
import app.actions.models
import app.aims.models
import app.announcements.models
import app.asking.models
import app.barriers.models
import app.campaigns.models
import app.charters.models
import app.dashboards.models
import app.decisions.models
import app.drafts.models
import app.enrolment.models
import app.entities.models
import app.feedback.models
import app.figures.models
import app.files.models
import app.gate.models
import app.highlights.models
import app.house_rules.models
import app.jobs.models
import app.journal.models
import app.known_issues.models
import app.legal.models
import app.links.models
import app.mail.models
import app.messages.models
import app.missions.models
import app.moderation.models
import app.notifications.models
import app.on_behalf.models
import app.outbox.models
import app.panels.models
import app.player.models
import app.preview.models
import app.products.models
import app.questionnaires.models
import app.readiness.models
import app.ready_answers.models
import app.recognitions.models
import app.recruiting.models
import app.reports.models
import app.results.models
import app.reviews.models
import app.safeguards.models
import app.switches.models
import app.texts.models
import app.themes.models
import app.translating.models
import app.webhooks.models
