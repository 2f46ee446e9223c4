"""Templates of pages, `NAME.html.j2`: compiled in the sandbox that cells run in, with text escaped as HTML.

A page template extends `xlmarket/page.html.j2` or is a whole page of its own. It may include other `.html.j2` files of its
folder. `output.html` fills it, `build` reads which views it uses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, Template, meta
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError

from xlmarket.errors import InputError, Place, TemplateError
from xlmarket.nearest import nearest
from xlmarket.report import engine
from xlmarket.report.page_filters import PAGE_FILTERS
from xlmarket.report.shipped import PAGE, find_page_parts
from xlmarket.template.read.expressions import UNREADABLE, reason_of

SHIPPED = "xlmarket/"
"""The names of our own parts of pages begin with it."""
_PARTS = ("page.html.j2", "figures.html.j2")


@dataclass(frozen=True, slots=True)
class PageTemplate:
    """A compiled page: the variables it uses with those of its parts, and the files it is made of."""

    path: Path
    names: frozenset[str]
    files: tuple[Path, ...]
    template: Template


class _Loader(BaseLoader):
    """The page templates of one folder, and our own parts below `xlmarket/`. No other file can be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        path = self.path_of(template)
        if path is None:
            raise TemplateNotFound(template)
        stamp = path.stat().st_mtime_ns
        return _read(path), str(path), lambda: path.is_file() and path.stat().st_mtime_ns == stamp

    def path_of(self, template: str) -> Path | None:
        """The file of a name, none for a name that is not there or not allowed."""
        if template.startswith(SHIPPED):
            name = template.removeprefix(SHIPPED)
            return find_page_parts() / name if name in _PARTS else None
        path = self.folder / template
        return path if Path(template).name == template and template.endswith(PAGE) and path.is_file() else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise InputError(
            f"the page template is not UTF-8 text (byte {fault.start})", where=Place(file=path.name)
        ) from None


@lru_cache(maxsize=16)
def _environment(folder: Path) -> Environment:
    sandbox = engine.ENVIRONMENT.make_sandbox(
        autoescape=True, loader=_Loader(folder), trim_blocks=True, lstrip_blocks=True
    )
    sandbox.add_filters(PAGE_FILTERS)
    return sandbox


def compile_page(path: Path) -> PageTemplate:
    """Return a page template with all its parts, compiled once for as long as its files stay as they are.

    Raises `TemplateError` with file and line for one that cannot be read.
    """
    environment = _environment(path.parent)
    names, files = _survey(path, environment)
    return PageTemplate(path, names, files, _load(environment, path.name, path))


def page_files(path: Path) -> tuple[Path, ...]:
    """Return the files that a page template is made of, itself first. Raises the errors of `compile_page`."""
    return _survey(path, _environment(path.parent))[1]


def is_page(path: Path) -> bool:
    """Whether a file is named as the template of a page."""
    return path.name.lower().endswith(PAGE)


def template_names(path: Path) -> frozenset[str]:
    """Return the variables of a template of any kind. Raises `TemplateError` for one that cannot be read."""
    return compile_page(path).names if is_page(path) else engine.names_of(path)


def problems_of(path: Path) -> list[TemplateError]:
    """Return the problems of a template, none if it is sound. Of a page only the first is known.

    Raises `InputError` for a file that is not a template.
    """
    if not is_page(path):
        return engine.problems_of(path)
    try:
        compile_page(path)
    except TemplateError as problem:
        return [problem]
    return []


def warnings_of(path: Path) -> list[TemplateError]:
    """Return what of a sound template may not come out as its designer wants: of pages nothing is known."""
    return [] if is_page(path) else engine.warnings_of(path)


def _survey(path: Path, environment: Environment) -> tuple[frozenset[str], tuple[Path, ...]]:
    """Return the variables and files of a page and of what it extends, imports and includes."""
    loader = environment.loader
    assert isinstance(loader, _Loader)  # noqa: S101 - the environment is ours
    names: set[str] = set()
    files: dict[Path, None] = {}
    waiting = [path.name]
    while waiting:
        file = loader.path_of(name := waiting.pop())
        if file is None or file in files:
            continue
        files[file] = None
        own, others = _parse(file, name, file.stat().st_mtime_ns, environment)
        names |= own
        waiting += others
    return frozenset(names), tuple(files)


@lru_cache(maxsize=64)
def _parse(file: Path, name: str, _: int, environment: Environment) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the variables of one file and the names of the others it refers to."""
    if not name.endswith(PAGE):
        return frozenset(), ()
    try:
        tree = environment.parse(_read(file), name, str(file))
        others = tuple(other for other in meta.find_referenced_templates(tree) if other)
        return frozenset(meta.find_undeclared_variables(tree)), others
    except UNREADABLE as fault:
        raise syntax_error(fault, file) from None


def _load(environment: Environment, name: str, path: Path) -> Template:
    try:
        return environment.get_template(name)
    except UNREADABLE as fault:
        raise syntax_error(fault, path) from None
    except TemplateNotFound as fault:
        raise missing_part(fault, Place(file=path.name)) from None


def syntax_error(fault: Exception, path: Path) -> TemplateError:
    """Return the error for what Jinja cannot read, with its file, and with its line where Jinja knows it."""
    row, name = (fault.lineno, fault.filename) if isinstance(fault, TemplateSyntaxError) else (None, None)
    file = Path(name).name if name and not name.startswith("<") else path.name
    message = (reason_of(fault) or "it cannot be read").rstrip(".")
    word = message.rpartition(" named ")[2].strip("'") if message.startswith("No filter named") else ""
    near = nearest(word, PAGE_FILTERS) if word else ()
    return TemplateError(f"the page template cannot be read: {message}", where=Place(file=file, row=row), nearest=near)


def missing_part(fault: TemplateNotFound, place: Place) -> TemplateError:
    """Return the error for a file that a page includes and may not, or that is not there."""
    return TemplateError(
        "a page includes .html.j2 files of its own folder and the parts of xlmarket",
        where=place,
        found=fault.name,
        allowed=[f"{SHIPPED}{name}" for name in _PARTS],
    )
