"""How the questions of a questionnaire are shown, one screen after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.questions.flow import asked
from app.questions.kinds import KINDS
from app.questions.kinds.section import KIND as SECTION
from app.questions.types import Answers, Question

SHORT = 8  # questions: so many are shown together, sections and all
AT_ONCE = 8  # questions of a longer section on one screen
ONE = 1  # on a phone


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown together; ``section`` is the one it goes on with, when its heading is on an earlier screen."""

    questions: tuple[Question, ...]  # with the blocks before them
    section: Question | None = None

    @property
    def asking(self) -> tuple[Question, ...]:
        """The questions among them."""
        return tuple(question for question in self.questions if asks(question))


@dataclass(slots=True)
class _Cut:
    """Puts questions together until a new screen has to begin."""

    at_once: int
    is_whole: bool  # sections begin no screen
    done: list[Screen] = field(default_factory=list)
    current: list[Question] = field(default_factory=list)
    waiting: list[Question] = field(default_factory=list)  # blocks, which go with the question after them
    section: Question | None = None  # of the current screen
    latest: Question | None = None  # section seen last
    must_begin: bool = False

    def take(self, question: Question) -> None:
        """Put a question on the current screen, or on a new one."""
        is_section = question.kind == SECTION.name
        self.must_begin |= self._looks_at_current(question) or (is_section and not self.is_whole)
        if not asks(question):
            self.waiting.append(question)
            if is_section:
                self.latest = question
            return
        if self.must_begin or sum(map(asks, self.current)) >= self.at_once:
            self.end()
        self.must_begin = False
        if not self.current:
            self.section = self.latest if self.latest not in self.waiting else None
        self.current += [*self.waiting, question]
        self.waiting = []

    def end(self) -> None:
        """End the current screen."""
        if self.current:
            self.done.append(Screen(tuple(self.current), self.section))
        self.current = []

    def _looks_at_current(self, question: Question) -> bool:
        """Tell whether it depends on an answer of the current screen: only the next one can know."""
        here = {each.id for each in self.current}
        return question.show_if is not None and any(one.question_id in here for one in question.show_if.conditions)


def asks(question: Question) -> bool:
    """Tell whether a question takes an answer: a heading or a statement does not."""
    return KINDS[question.kind].asks


def screens(questions: Sequence[Question], answers: Answers, *, is_small: bool) -> list[Screen]:
    """Return the screens that ask something, given the answers so far. ``is_small``: one question at a time.

    Where a screen begins does not depend on the answers, so that it never changes under the reader's hands. A
    question that looks at the answer of another one is on a later screen.
    """
    is_whole = not is_small and sum(map(asks, questions)) <= SHORT
    cut = _Cut(ONE if is_small else AT_ONCE, is_whole)
    for question in questions:
        cut.take(question)
    cut.current += cut.waiting
    cut.end()
    now = {question.id for question in asked(questions, answers)}
    left = (
        Screen(tuple(each for each in screen.questions if each.id in now), _if_asked(screen.section, now))
        for screen in cut.done
    )
    return [screen for screen in left if screen.asking]


def screen_with(found: Iterable[Screen], question_id: int) -> int | None:
    """Return the place of the screen that shows a question."""
    return next(
        (place for place, screen in enumerate(found) if any(each.id == question_id for each in screen.questions)), None
    )


def _if_asked(section: Question | None, now: set[int]) -> Question | None:
    return section if section is not None and section.id in now else None
