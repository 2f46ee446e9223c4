"""The shape and the words of the code as figures: `python -m bench.style [FOLDER] [--list]`.

Sizes are lines. A body is a function without its signature and docstring. `--list` names what is behind each figure.
"""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST_BODY = 60
LONGEST_MODULE = 500
LONGEST_SUBJECT = 72
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_CODE = re.compile(r"``.*?``|`[^`]*`|\"[^\"\n]*\"|^\s*(?:>>>|\.\.\. | {4,}).*$", re.MULTILINE | re.DOTALL)
_NOT_PARTICIPLES = frozenset({"embed", "exceed", "feed", "need", "proceed", "red", "seed", "speed", "unneeded"})
_IRREGULAR = frozenset((
    "begun", "bought", "broken", "built", "caught", "chosen", "done", "drawn", "driven", "fallen", "felt",
    "forgotten", "found", "given", "gone", "grown", "held", "hidden", "kept", "known", "laid", "lent", "lost",
    "made", "meant", "met", "paid", "proven", "said", "seen", "sent", "shown", "sold", "spent", "spoken", "stood",
    "taken", "taught", "thought", "told", "torn", "understood", "withdrawn", "woken", "won", "worn", "written",
))  # fmt: skip
_TYPE_EXPRESSIONS = (ast.Subscript, ast.BinOp, ast.Name, ast.Attribute)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A source file, parsed."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def functions(self) -> Iterator[tuple[str, Function]]:
        """Every function by its qualified name, those inside functions too."""
        yield from _functions(self.tree, "")

    def docstrings(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.Module, ast.ClassDef, *_FUNCTIONS)) and (text := ast.get_docstring(node)):
                yield text

    def types(self) -> Iterator[str]:
        """The classes and the named type expressions at the top of the module."""
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name):
                is_camel = target.id[0].isupper() and not target.id.isupper() and "_" not in target.id
                if is_camel and isinstance(node.value, _TYPE_EXPRESSIONS):
                    yield target.id


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        inner = prefix
        if isinstance(child, _FUNCTIONS):
            yield prefix + child.name, child
            inner = f"{prefix}{child.name}.<locals>."
        elif isinstance(child, ast.ClassDef):
            inner = f"{prefix}{child.name}."
        yield from _functions(child, inner)


def body_size(function: Function) -> int:
    """The lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_participle(name: str) -> bool:
    """Whether a function's name begins with a past participle, as in `written` or `walked_rows`."""
    word = name.strip("_").split("_")[0]
    return word in _IRREGULAR or (word.endswith("ed") and len(word) > 3 and word not in _NOT_PARTICIPLES)


def undocumented_raises(function: Function) -> list[str]:
    """The errors a function raises by name that its docstring does not name."""
    text = ast.get_docstring(function) or ""
    names = {_raised(node) for node in _own_nodes(function) if isinstance(node, ast.Raise)}
    return sorted(name for name in names if name and name not in text)


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*_FUNCTIONS, ast.Lambda, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))


def _raised(node: ast.Raise) -> str:
    """The class a raise statement names: `Error(…)` or `Error.constructor(…)`; empty for an error that is passed on."""
    error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if isinstance(error, ast.Attribute):
        error = error.value
    is_class = isinstance(error, ast.Name) and error.id[0].isupper()
    return error.id if is_class else ""  # type: ignore[union-attr]


def is_public(name: str, function: Function) -> bool:
    """Whether others call a function: no commands, whose docstrings are help texts."""
    decorators = " ".join(ast.unparse(decorator) for decorator in function.decorator_list)
    is_command = re.search(r"\.(command|callback)\b", decorators) is not None
    return not is_command and all(part[0] not in "_<" for part in name.split("."))


def circle_in(modules: Iterable[Module]) -> list[str]:
    """The modules of one circle of imports, lazy ones and those for types included."""
    known = {module.name: module for module in modules}
    graph = {name: _imports(module, known) - {name} for name, module in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _imports(module: Module, known: dict[str, Module]) -> set[str]:
    imported: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            members = (f"{node.module}.{alias.name}" for alias in node.names)
            imported |= {member if member in known else str(node.module) for member in members}
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    return imported & known.keys() - {"xlmarket"}


def subjects() -> list[str]:
    """The subjects of all commits."""
    log = subprocess.run(["git", "log", "--format=%s"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    return log.stdout.splitlines()


@dataclass(frozen=True)
class Figure:
    """One line of the report: a name, what was measured, and the places behind it."""

    name: str
    value: str
    places: tuple[str, ...] = ()


def figures(modules: list[Module]) -> Iterator[Figure]:
    """All figures of some modules, and that of the commits."""
    functions = [(module, name, node) for module in modules for name, node in module.functions()]
    yield from _sizes(modules, functions)
    circle = circle_in(modules)
    yield Figure("circle of imports", "none" if not circle else f"{len(circle)} modules", tuple(circle))
    yield _shared_types(modules)
    participles = [f"{module.name}: {name}" for module, name, node in functions if is_participle(node.name)]
    share = len(participles) / max(len(functions), 1)
    yield Figure("functions named by a participle", f"{share:.1%} of {len(functions)}", tuple(participles))
    yield _semicolons(modules)
    yield _raises(functions)
    long = [subject for subject in subjects() if len(subject) > LONGEST_SUBJECT]
    yield Figure(f"commit subjects over {LONGEST_SUBJECT}", f"{len(long)} of {len(subjects())}", tuple(long))


def _sizes(modules: list[Module], functions: list[tuple[Module, str, Function]]) -> Iterator[Figure]:
    sizes = sorted(body_size(node) for _, _, node in functions)
    if sizes:
        tenth = sizes[int(len(sizes) * 0.9)]
        yield Figure("bodies, lines", f"median {statistics.median(sizes):g}, 90 % {tenth}, longest {sizes[-1]}")
    long = [f"{module.name}: {name}" for module, name, node in functions if body_size(node) > LONGEST_BODY]
    yield Figure(f"bodies over {LONGEST_BODY}", str(len(long)), tuple(long))
    lines = {module.name: module.text.count("\n") for module in modules}
    yield Figure("modules, lines", f"median {statistics.median(lines.values()):g}, longest {max(lines.values())}")
    large = [f"{name}: {size}" for name, size in lines.items() if size > LONGEST_MODULE]
    yield Figure(f"modules over {LONGEST_MODULE}", str(len(large)), tuple(large))


def _shared_types(modules: list[Module]) -> Figure:
    homes = defaultdict(list)
    for module in modules:
        for name in module.types():
            homes[name.strip("_")].append(module.name)
    shared = [f"{name}: {', '.join(places)}" for name, places in sorted(homes.items()) if len(places) > 1]
    return Figure("names of types in two places", f"{len(shared)} of {len(homes)}", tuple(shared))


def _semicolons(modules: list[Module]) -> Figure:
    texts = [(module, _CODE.sub(" ", text)) for module in modules for text in module.docstrings()]
    words = sum(len(text.split()) for _, text in texts)
    places = [f"{module.name}: {' '.join(text.split())[:90]}" for module, text in texts if ";" in text]
    count = sum(text.count(";") for _, text in texts)
    return Figure("semicolons in 1,000 docstring words", f"{1000 * count / max(words, 1):.1f}", tuple(places))


def _raises(functions: list[tuple[Module, str, Function]]) -> Figure:
    public = [(module, name, node) for module, name, node in functions if is_public(name, node)]
    named = sum(len({_raised(raised) for raised in _own_nodes(node) if isinstance(raised, ast.Raise)} - {""})
                for _, _, node in public)  # fmt: skip
    missing = [
        f"{module.name}: {name} raises {error}" for module, name, node in public for error in undocumented_raises(node)
    ]
    return Figure("public raises without a word", f"{len(missing)} of {named}", tuple(missing))


def main(arguments: list[str]) -> None:
    folders = [argument for argument in arguments if not argument.startswith("-")] or ["xlmarket"]
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    show: Callable[[Figure], None] = _print_all if "--list" in arguments else _print_figure
    for figure in figures([Module(path) for path in paths]):
        show(figure)


def _print_figure(figure: Figure) -> None:
    print(f"{figure.name:<40} {figure.value}")


def _print_all(figure: Figure) -> None:
    _print_figure(figure)
    for place in figure.places:
        print(f"    {place}")


if __name__ == "__main__":
    main(sys.argv[1:])
