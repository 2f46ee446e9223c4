"""The finished sheets as tags name them: by the name in the data, whatever Excel calls them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlmarket.errors import InputError, TemplateError
from xlmarket.files import sheet_name
from xlmarket.nearest import nearest
from xlmarket.template.layout.axes import Layout


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """A finished sheet as tags name it: the name its template asked for, its title, and where its cells went."""

    asked: str
    title: str
    layout: Layout


class NamedSheets:
    """The finished sheets by what tags call them."""

    def __init__(self, sheets: Iterable[NamedSheet] = ()) -> None:
        self._by_asked: dict[str, list[NamedSheet]] = {}
        self._by_title: dict[str, NamedSheet] = {}
        for sheet in sheets:
            self._by_asked.setdefault(sheet.asked.casefold(), []).append(sheet)
            self._by_title[sheet.title.casefold()] = sheet

    def find(self, name: str, own: str) -> NamedSheet:
        """The sheet of a name: the one whose template asked for it, or whose title it is. `own` is the formula's sheet.

        Raises `TemplateError` without a place for a name that no sheet has, or several.
        """
        asked = self._by_asked.get(name.casefold(), [])
        for sheet in asked:
            if sheet.title == own or len(asked) == 1:
                return sheet
        if asked:
            titles = [sheet.title for sheet in asked]
            raise TemplateError("several sheets of the report have this name", found=name, allowed=titles)
        titled = self._by_title.get(name.casefold()) or self._by_title.get(_as_title(name))
        if titled is None:
            titles = [sheet.title for sheet in self._by_title.values()]
            raise TemplateError("the report has no such sheet", found=name, nearest=nearest(name, titles))
        return titled


def _as_title(name: str) -> str:
    try:
        return sheet_name(name).casefold()
    except InputError:
        return ""
