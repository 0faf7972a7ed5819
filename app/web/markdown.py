"""Markdown of campaign texts: parsed without raw HTML, then cleaned by an allow list."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
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


@lru_cache(maxsize=256)
def words_of_markdown(text: str) -> str:
    """Return what the rendered text says, a line for each paragraph or point, with the addresses of links."""
    lines: list[str] = []
    points: list[str] = []  # how the points of each list that is open begin
    begin = ""
    for token in _PARSER.parse(text):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            points.append("•" if token.type.startswith("bullet") else "")
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            points.pop()
        elif token.type == "list_item_open":
            begin = points[-1] or f"{token.info}{token.markup}"
        elif token.type == "inline":
            lines.append(f"{begin} {_words_of_line(token.children or ())}".strip())
            begin = ""
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content.rstrip())
    return "\n".join(lines)


def _words_of_line(tokens: Iterable[Token]) -> str:
    """Return the words of one paragraph; a link is followed by its address."""
    words: list[str] = []
    address = ""
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            words.append(f" ({address})")
        elif token.type in {"softbreak", "hardbreak"}:
            words.append("\n" if token.type == "hardbreak" else " ")
        else:
            words.append(token.content)
    return "".join(words)
