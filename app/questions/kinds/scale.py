"""A number on a scale between two ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from app.core.errors import N_
from app.questions.kinds.kind import Setting
from app.questions.kinds.on_scale import OnScale
from app.questions.types import PartRole, Question


class Scale(OnScale):
    """One of the steps from 1; words stand at both ends."""

    name = "scale"
    label = N_("Scale")
    help = N_("A number between two ends, such as “not at all” and “very much”.")
    roles: ClassVar[Mapping[PartRole, tuple[int, int]]] = {PartRole.END: (2, 2)}
    settings = (Setting("steps", N_("Number of steps"), 5, 3, 11),)

    def numbers(self, question: Question) -> range:
        """Return the numbers that can be chosen."""
        return range(1, self.setting(question, "steps") + 1)


KIND = Scale()
