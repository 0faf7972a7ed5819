"""What ready answers refuse."""

from __future__ import annotations

from app.core.errors import N_, Unprocessable


class ReadyAnswerSourceMissing(Unprocessable):
    """The answer has no words in its first language."""

    code = "ready_answers.source_missing"
    message = N_("Please write the answer in the first language.")


class CampaignElsewhere(Unprocessable):
    """The entity takes no part in that campaign."""

    code = "ready_answers.campaign_elsewhere"
    message = N_("Your entity does not take part in that campaign.")
    field = "campaign"


class TooManyReadyAnswers(Unprocessable):
    """More than anybody finds their way in."""

    code = "ready_answers.too_many"
    message = N_("There are already %(maximum)s\u00a0ready answers. Please delete one first.")
