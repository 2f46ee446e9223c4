"""Filling a page template: what goes wrong is an error with the file and line of the template, and time is limited."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Mapping

from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from xlmarket.errors import Place, TemplateError, XlmarketError
from xlmarket.report.pages import PageTemplate, missing_part, syntax_error
from xlmarket.template.bounds import metered
from xlmarket.template.plan.expressions import unknown_name

MOST_SECONDS = 60.0
MOST_STEPS = 50_000_000
MOST_CHARACTERS = 64 << 20


def fill_page(page: PageTemplate, scope: Mapping[str, object]) -> str:
    """Return the page as text. Raises `TemplateError` with file and line."""
    try:
        return "".join(_bounded(page, scope))
    except TemplateSyntaxError as fault:
        raise syntax_error(fault, page.path) from None
    except Exception as fault:
        error = _explain(fault, page, scope)
        if error is fault:
            raise
        raise error from None


def _bounded(page: PageTemplate, scope: Mapping[str, object]) -> Iterator[str]:
    """The pieces of a page, as long as it is neither too long nor too late."""
    end, size = time.monotonic() + MOST_SECONDS, 0
    for piece in _pieces(page, scope):
        size += len(piece)
        if size > MOST_CHARACTERS:
            raise TemplateError(f"a page has at most {MOST_CHARACTERS:,} characters")
        if time.monotonic() > end:
            raise TemplateError(f"the page took over {MOST_SECONDS:.0f} seconds")
        yield piece


def _pieces(page: PageTemplate, scope: Mapping[str, object]) -> Iterator[str]:
    """The pieces, whose silent loops are counted too."""
    with metered(MOST_STEPS, MOST_SECONDS):
        yield from page.template.generate(scope)


def _explain(fault: Exception, page: PageTemplate, scope: Mapping[str, object]) -> Exception:
    """Return the error of a fault at the place in the template where it happened."""
    place, line = _place_of(fault, page)
    if isinstance(fault, XlmarketError):
        if fault.where is not None or not isinstance(fault, TemplateError):
            return fault
        return TemplateError(
            fault.what,
            where=place,
            found=fault.found,
            allowed=fault.allowed,
            nearest=fault.nearest,
            remedy=fault.remedy,
        )
    match fault:
        case TemplateNotFound():
            return missing_part(fault, place)
        case UndefinedError():
            known = unknown_name(str(fault.message), line, dict(scope))
            return TemplateError(known.what, where=place, found=line, nearest=known.nearest)
        case SecurityError():
            return TemplateError(f"this is not allowed in a template: {fault}", where=place, found=line)
    return TemplateError(f"the page template fails: {type(fault).__name__}: {fault}", where=place, found=line)


def _place_of(fault: Exception, page: PageTemplate) -> tuple[Place, str]:
    """Return the innermost line of the template or of its parts in the course of a fault, and its text."""
    files = {str(path): path for path in page.files}
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if frame.filename in files]
    if not frames:
        return Place(file=page.path.name), ""
    own = [frame for frame in frames if frame.filename == str(page.path)]
    frame = (own or frames)[-1]
    path, row = files[frame.filename], frame.lineno or 1
    lines = path.read_text(encoding="utf-8").splitlines()
    return Place(file=path.name, row=row), lines[row - 1].strip() if row <= len(lines) else ""
