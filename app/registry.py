"""The application on one page."""

from __future__ import annotations

import app.accounts.models
import app.campaigns.models
import app.decisions.models
import app.enrolment.models
import app.entities.models
import app.feedback.models
import app.figures.models
import app.files.models
import app.jobs.models
import app.journal.models
import app.missions.models
import app.moderation.models
import app.notifications.models
import app.outbox.models
import app.products.models
import app.texts.models  # noqa: F401
