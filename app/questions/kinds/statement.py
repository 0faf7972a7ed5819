"""A text between questions."""

from __future__ import annotations

from app.core.errors import N_
from app.questions.kinds.kind import Block


class Statement(Block):
    """Words that ask nothing."""

    name = "statement"
    label = N_("Text without a question")
    help = N_("An explanation, or an instruction for the questions after it.")


KIND = Statement()
