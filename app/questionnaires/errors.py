"""What building and answering a questionnaire refuses."""

from __future__ import annotations

from app.core.errors import N_, DomainError, Unprocessable


class ImageOfApplicants(Unprocessable):
    """Who applies is asked questions in the form of the application, which takes no files."""

    code = "image_of_applicants"
    message = N_("A questionnaire for applications cannot ask for an image. Ask for it after people have joined.")


class QuestionSourceMissing(Unprocessable):
    """A text lacks its words in the campaign's own language."""

    code = "question_source_missing"
    message = N_("First enter every text in the language of the campaign.")


class TooManyQuestions(Unprocessable):
    """The questionnaire has more questions than anybody would answer, or a page can show."""

    code = "too_many_questions"
    message = N_(
        "A questionnaire can have at most %(maximum)d\u00a0questions and texts. Create another questionnaire for the "
        "rest."
    )


class UnknownKind(Unprocessable):
    """No such kind of question."""

    code = "unknown_question_kind"
    message = N_("There is no such type of question.")


class PartsOutOfRange(Unprocessable):
    """Too few or too many options, rows or columns."""

    code = "question_parts_out_of_range"
    message = N_("Enter between %(low)d and %(high)d\u00a0lines.")

    def __init__(self, role: str, **params: object) -> None:
        super().__init__(**params)
        self.role = role


class SettingOutOfRange(Unprocessable):
    """A setting that the kind does not have, or does not take."""

    code = "question_setting_out_of_range"
    message = N_("One of these settings is not possible for this type of question.")


class MeaningChanged(DomainError):
    """The question has answers, and what was changed alters what they mean."""

    code = "question_meaning_changed"
    message = N_(
        "People have already answered this question. What you changed alters what their answers mean, so it has to "
        "become a new question. The answers stay with the question as it was, which is asked no more."
    )


class ConditionsBroken(DomainError):
    """Other questions are asked depending on what would go, or would no longer come before them."""

    code = "question_conditions_broken"
    message = N_(
        "Other questions depend on this one: the conditions of the questions in these places would no longer work: "
        "%(places)s. First change these conditions, then try again."
    )


class ConditionNotPossible(Unprocessable):
    """A condition looks at the question itself, at a later one, or at something that is not there."""

    code = "question_condition_not_possible"
    message = N_(
        "A condition can only look at an answer that comes before the question. Choose an earlier question and one "
        "of its answers."
    )


class TooManyConditions(Unprocessable):
    """More conditions than anybody can follow."""

    code = "too_many_question_conditions"
    message = N_("A question can have at most %(maximum)d\u00a0conditions.")


class NotInLanguage(Unprocessable):
    """What should be copied is not written in the language of the campaign it should go to."""

    code = "question_not_in_language"
    message = N_(
        "“%(prompt)s” has not been translated into the language of this campaign. Translate it where it comes from, "
        "or enter it here."
    )


class NotOpenYet(DomainError):
    """The wave has not begun."""

    code = "questionnaire_not_open_yet"
    message = N_("This questionnaire is not open yet.")


class QuestionnaireClosed(DomainError):
    """The wave is over, or the edition has closed."""

    code = "questionnaire_closed"
    message = N_("This questionnaire is closed: answers can no longer be sent.")


class ResponseAlreadySent(DomainError):
    """One person answers once."""

    code = "response_already_sent"
    message = N_("You have already sent your answers to this questionnaire. They cannot be changed any more.")


class TooMuchTyped(DomainError):
    """More than any answer can be."""

    code = "too_much_typed"
    message = N_("This text is too long to be saved. Please shorten it.")
    status = 422


class AnsweredElsewhere(DomainError):
    """Answers changed in another window or on another device after the reader looked at them."""

    code = "answered_elsewhere"
    message = N_(
        "Your answers have changed in another window or on another device in the meantime. "
        "Please look at them once more, then send."
    )


class WrittenMeanwhile(DomainError):
    """Somebody stored answers between our reading and our writing: read again."""

    code = "written_meanwhile"
    message = N_("Your answers could not be saved. Please try again.")


class PairCodeIncomplete(DomainError):
    """The code that pairs two untraceable responses is none of ours."""

    code = "pair_code_incomplete"
    message = N_("This code is not complete: it has %(length)d\u00a0letters and digits.")
    status = 422
    field = "pair_code"


class NotStored(DomainError):
    """Nothing of an untraceable response is stored before it is sent."""

    code = "answers_not_stored"
    message = N_("Nothing is stored before you send: nobody is to know which answers are yours.")


class NothingAsked(Unprocessable):
    """The questionnaire has no question yet."""

    code = "questionnaire_asks_nothing"
    message = N_("First add a question to this questionnaire.")


class WaveNotPossible(Unprocessable):
    """The moment lacks what it needs, or it names something that is not of the campaign."""

    code = "wave_not_possible"
    message = N_("Choose what this moment needs: an entity, a mission, or a first and a last day.")


class WaveDaysReversed(Unprocessable):
    """The questionnaire would close before it opens."""

    code = "wave_days_reversed"
    message = N_("The last day cannot come before the first.")
    field = "closes_on"


class WaveThere(DomainError):
    """The questionnaire is asked at that moment already, or another one is where there is only one."""

    code = "wave_there"
    message = N_("A questionnaire is already asked there at that moment.")


class UntraceableNotOffered(DomainError):
    """The contract of the campaign does not offer it, or the answers must be linked to who applies."""

    code = "wave_level_not_offered"
    message = N_("This campaign does not offer answers that nobody can trace, or they are not possible at that moment.")
    field = "is_untraceable"


class OnlyUntraceableOffered(DomainError):
    """The contract of the campaign lets nobody be known."""

    code = "wave_level_required"
    message = N_("In this campaign nobody can be known: choose answers that nobody can trace.")
    field = "is_untraceable"


class WaveAsked(DomainError):
    """It could be answered already; whether somebody did is nobody's to know."""

    code = "wave_asked"
    message = N_("This questionnaire is already asked there: it stays, and any answers with it.")
