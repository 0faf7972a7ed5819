"""Every kind of question, one module each. ``KINDS`` finds the modules that have a ``KIND``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from app.questions.kinds.kind import QuestionKind

_MODULES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
KINDS: Mapping[str, QuestionKind] = {module.KIND.name: module.KIND for module in _MODULES if hasattr(module, "KIND")}
