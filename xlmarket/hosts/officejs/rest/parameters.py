"""The parameters of a request: declared once, read from the query, and described in `openapi.json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xlmarket.errors import UsageError

MOST_ROWS, USUAL_ROWS = 10_000, 1_000
"""Rows of a page."""

LONGEST = 8_192
"""Characters of one parameter: those of a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a query. A `repeated` one may be given several times, and any of its values matches."""

    name: str
    help: str
    repeated: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    usual: str = ""

    @property
    def is_number(self) -> bool:
        return self.least is not None

    def schema(self) -> dict[str, object]:
        """Return its JSON schema."""
        single: dict[str, object] = {"type": "integer" if self.is_number else "string"}
        if self.choices:
            single["enum"] = list(self.choices)
        if self.is_number:
            single |= {"minimum": self.least} | ({} if self.most is None else {"maximum": self.most})
        if self.usual:
            single["default"] = int(self.usual) if self.is_number else self.usual
        return {"type": "array", "items": single} if self.repeated else single


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of one request, as texts."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """The value of a parameter, empty where it was not given and has no usual value."""
        return self.values[name][0] if self.values.get(name) else ""

    def all(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())


def read_query(items: Iterable[tuple[str, str]], parameters: Iterable[Parameter]) -> Query:
    """Read a query. Empty values are as if they had not been given.

    Raises `UsageError` for an unknown parameter, with the nearest, for one given twice, and for a value that is not
    allowed.
    """
    known = {parameter.name: parameter for parameter in parameters}
    given: dict[str, list[str]] = {}
    for name, text in items:
        if name not in known:
            raise UsageError.unknown("parameter", name, known)
        if text:
            given.setdefault(name, []).append(text)
    values: dict[str, tuple[str, ...]] = {}
    for name, parameter in known.items():
        texts = given.get(name) or ([parameter.usual] if parameter.usual else [])
        if len(texts) > 1 and not parameter.repeated:
            raise UsageError(f"{name} is given several times", found=", ".join(texts))
        if parameter.required and not texts:
            raise UsageError(f"the parameter {name} is missing", allowed=parameter.help)
        values[name] = tuple(_check(parameter, text) for text in texts)
    return Query(values)


def _check(parameter: Parameter, text: str) -> str:
    if len(text) > LONGEST:
        raise UsageError(f"{parameter.name} has at most {LONGEST:,} characters", found=f"{len(text):,}")
    if parameter.choices and text not in parameter.choices:
        raise UsageError.invalid(parameter.name, text, parameter.choices)
    if parameter.is_number:
        allowed = f"a whole number from {parameter.least}" + (f" to {parameter.most:,}" if parameter.most else "")
        is_number = text.isascii() and text.isdigit() and len(text) <= 9
        if not is_number or int(text) < (parameter.least or 0) or int(text) > (parameter.most or int(text)):
            raise UsageError.invalid(parameter.name, text, nearest=(), remedy=f"give {allowed}")
    return text


DATASET = Parameter(name="dataset", help="The data set. Default: the one that is served.")
AS_OF = Parameter(name="as_of", help="Figures as they were on a day or at a vintage: 2025-01-31, 3.")
PAGING = (
    Parameter(name="page", help="The page, from 1.", least=1, usual="1"),
    Parameter(name="size", help="Rows of a page.", least=1, most=MOST_ROWS, usual=str(USUAL_ROWS)),
    Parameter(
        name="snapshot",
        help="The snapshot of the first page. If the figures have changed since, the reply is 409 and not a mixture.",
    ),
    Parameter(name="format", help="json, or csv without the envelope.", choices=("json", "csv"), usual="json"),
)
