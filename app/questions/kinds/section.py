"""The heading of a new section, which begins a screen of its own on a phone."""

from __future__ import annotations

from app.core.errors import N_
from app.questions.kinds.kind import Block


class Section(Block):
    """The questions after it belong together, up to the next section."""

    name = "section"
    label = N_("Section")
    help = N_("A heading. The questions below it are shown together.")


KIND = Section()
