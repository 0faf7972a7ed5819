"""Markdown of campaign texts: parsed without raw HTML, then cleaned by an allow list."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "s", "a", "blockquote", "code", "pre", "br", "h3", "h4",
         "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}}


def _keep_attribute(_tag: str, name: str, value: str) -> str | None:
    """Drop addresses that leave the scheme open: ``//host`` follows the page's."""
    return None if name == "href" and value.lstrip().startswith(("//", "/\\", "\\")) else value


@lru_cache(maxsize=1024)
def render_markdown(text: str) -> Markup:
    """Return safe HTML: no scripts, images, styles, or addresses other than http(s) and mailto."""
    html = nh3.clean(
        _PARSER.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow ugc",
    )
    return Markup(html)  # noqa: S704 - nh3 has just cleaned it
