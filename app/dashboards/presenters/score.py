"""How a campaign succeeds with those who judge: silent, then a wide range, then a narrower one as more take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters.figures import Address
from app.charts.plots import Dot, Dots
from app.charts.types import Value
from app.feedback.types import Kind
from app.i18n import formats
from app.policy.masking import PERCENT_FROM
from app.questions.intervals import share_interval


@dataclass(frozen=True, slots=True)
class SuccessPart:
    """The score with its range, or why it is silent; how it is worked out is one click away."""

    sentence: str
    formula: str
    chart: Dots | None


def success_part(kinds: Mapping[str, int], address: Address, locale: str) -> SuccessPart:
    """Return the success score of contributions by kind: of those that praise or report a problem, how many praise."""
    praise, judged = kinds.get(Kind.PRAISE, 0), kinds.get(Kind.PRAISE, 0) + kinds.get(Kind.PROBLEM, 0)
    number = formats.number
    formula = _(
        "Praise, divided by praise and problems together, times 100: here %(part)s\u00a0of\u00a0%(whole)s. The range "
        "is Wilson’s interval of a share, at 95%%, as if each contribution were an answer of its own. Ideas and "
        "questions judge nothing, and are left out.",
        part=number(locale, praise),
        whole=number(locale, judged),
    )
    share = share_interval(praise, judged) if judged >= PERCENT_FROM else None
    if share is None:
        return SuccessPart(_no_score(judged, locale), formula, None)
    whole = share.times(100)
    value, low, high = (_value(each, locale) for each in (whole.value, whole.low, whole.high))
    sentence = ngettext(
        "%(value)s out of 100, between %(low)s and %(high)s, from %(count)s\u00a0contribution that praises or reports "
        "a problem. The more there are, the narrower the range.",
        "%(value)s out of 100, between %(low)s and %(high)s, from %(count)s\u00a0contributions that praise or report "
        "a problem. The more there are, the narrower the range.",
        judged,
        value=value.shown,
        low=low.shown,
        high=high.shown,
        count=number(locale, judged),
    )
    label = _("Success score")
    n = Value(number(locale, judged), judged)
    chart = Dots(
        id="success",
        title=label,
        sentence=sentence,
        label_heading=_("Score"),
        value_heading=label,
        n_heading=_("Contributions"),
        low=_value(0, locale),
        high=_value(100, locale),
        rows=(Dot(label, value, low, high, n, address(kind=Kind.PRAISE.value)),),
    )
    return SuccessPart(sentence, formula, chart)


def _no_score(judged: int, locale: str) -> str:
    return str(
        ngettext(
            "No score yet: %(count)s\u00a0contribution praises or reports a problem. It is shown from %(least)s.",
            "No score yet: %(count)s\u00a0contributions praise or report a problem. It is shown from %(least)s.",
            judged,
            count=formats.number(locale, judged),
            least=formats.number(locale, PERCENT_FROM),
        )
    )


def _value(number: float, locale: str) -> Value:
    return Value(formats.number(locale, round(number)), round(number))
