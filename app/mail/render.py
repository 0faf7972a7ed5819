"""A mail is one template; its blocks give subject, plain text and HTML in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import groupby
from typing import TYPE_CHECKING

from flask import current_app
from jinja2.runtime import Context

from app.i18n.locale import direction_of, language_of

if TYPE_CHECKING:
    from css_inline import CSSInliner


@cache
def _inliner() -> CSSInliner:
    """Many mail clients drop style sheets: each rule becomes an attribute of what it styles. Nothing is fetched.

    The rules for dark colours stay, for the clients that read them.
    """
    from css_inline import CSSInliner

    return CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The three readings of one mail. The subject is one line."""

    subject: str
    text: str
    html: str


def render_mail(template_name: str, locale: str, **context: object) -> Rendered:
    """Return the mail in ``locale`` (``pt-PT``); the template also gets ``locale`` and ``direction``.

    Needs an application context and no request: a mail never depends on who looks at a page.
    """
    template = current_app.jinja_env.get_template(template_name)
    with language_of(locale):
        values = template.new_context({**context, "locale": locale, "direction": direction_of(locale)})
        html = "".join(template.root_render_func(values))  # also gathers the blocks of the parents
        return Rendered(
            subject=" ".join(_plain(values, "subject").split()),
            text=_tidy(_plain(values, "text")),
            html=_inliner().inline(html),
        )


def _plain(values: Context, block: str) -> str:
    """Render one block and undo the escaping: it is no HTML."""
    return unescape("".join(values.blocks[block][0](values)))


def _tidy(text: str) -> str:
    """Drop the template's indentation, and all but one of several empty lines."""
    lines = [line.strip() for line in text.strip().splitlines()]
    kept = [list(group) if filled else [""] for filled, group in groupby(lines, key=bool)]
    return "\n".join(line for group in kept for line in group) + "\n"
