"""`export --watch`: what an export reads, so that it runs again when any of it changes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache, partial
from glob import escape
from pathlib import Path

from xlmarket.cli.saves import repeat, stamp
from xlmarket.cli.session import Session
from xlmarket.errors import BatchFailed, XlmarketError

Stamp = tuple[int, int] | None


def watch_inputs(session: Session, make: Callable[[], None], templates: Sequence[str], theme: str | None) -> None:
    """Make the reports, and again when a template, the theme, the settings or the store changes, until Ctrl+C.

    A report that fails is printed and waited for. What is wrong before the first run is raised.
    """
    from xlmarket.report import find_template

    paths = [find_template(template) for template in templates]
    try:
        make()
    except BatchFailed as failure:
        sys.stderr.write(f"xlmarket: {failure}\n")
    sys.stdout.flush()
    names = ", ".join(path.name for path in paths)
    session.message(f"xlmarket: watching {names}, the theme, the settings and the figures; Ctrl+C ends")
    repeat(make, partial(_look, session, paths, theme))


def _look(session: Session, templates: Sequence[Path], theme: str | None) -> Hashable:
    """Return the state of everything that an export reads, None while a template is missing."""
    from xlmarket.config import FILE

    stamps = tuple(map(stamp, templates))
    if None in stamps:
        return None
    twins = tuple((twin.name, stamp(twin)) for template in templates for twin in _twins(template))
    return stamps, twins, stamp(session.config or Path(FILE)), _settings_state(session, theme)


def _settings_state(session: Session, theme: str | None) -> Hashable:
    """Return the state of the theme and of the store that the settings name. An error of the settings is a state too."""
    from xlmarket.report.themes import find_theme

    try:
        config = session.load_config()
        house = theme or config.theme
        return stamp(find_theme(house)) if house else None, _store_state(session.store or config.store)
    except XlmarketError as error:
        return str(error)


def _twins(template: Path) -> Iterable[Path]:
    """The templates of other formats next to a template."""
    return sorted(path for path in template.parent.glob(f"{escape(template.stem)}.*") if path != template)


def _store_state(url: str | None) -> Hashable:
    """Return what changes with every import, undo, rename and deletion.

    A file is only read again when it changed: opening it can touch the files next to it.
    """
    from xlmarket.store.place import address, sqlite_file

    file = sqlite_file(address(url))
    if file is None:
        return _vintages(url)
    return _vintages_of_file(url, stamp(file), stamp(file.with_name(f"{file.name}-wal")))


@lru_cache(maxsize=1)
def _vintages_of_file(url: str | None, *_: Stamp) -> Hashable:
    return _vintages(url)


def _vintages(url: str | None) -> Hashable:
    from xlmarket.store import vintages

    return vintages(url)
