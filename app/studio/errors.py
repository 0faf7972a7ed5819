"""What the studio refuses."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class NotWrittenIn(DomainError):
    """What is copied lacks words in the language in which the copy is to be written first."""

    code = "copy_not_in_language"
    message = N_(
        "This template is not complete in the language you chose: %(count)s\u00a0of its texts are missing there. "
        "Choose another language, or translate the template first."
    )
    status = 422
    field = "source_locale"


class TemplateWithoutLanguage(DomainError):
    """Whoever reads it in another language falls back to the default one: it has to be there."""

    code = "template_without_default_language"
    message = N_("Every text of a template must be written in its default language.")
    status = 422


class NotATemplate(DomainError):
    """Only a template is offered or retired."""

    code = "not_a_template"
    message = N_("This is not a template.")
