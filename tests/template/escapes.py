"""What templates have tried to get out of a sandbox or to take all memory, as one table. None is ever to get anything.

`ESCAPES` are expressions. Those published against Jinja2 are in `PUBLISHED`, by their date: a new one is added there.
`BOMBS` are texts that are short and become huge, or never end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """An item as a report has them, with a method."""

    name: str = "Brazil"
    value: float = 2.2
    parts: list[int] = field(default_factory=lambda: [1, 2])

    def twice(self) -> float:
        return self.value * 2


def shout(text: str) -> str:
    """A function of the context."""
    return text.upper()


CONTEXT = {"m": Row(), "items": [Row(), Row("Japan", 6.6)], "shout": shout, "names": {"a": "b"}}

PUBLISHED: dict[str, tuple[str, ...]] = {
    "2016-12-29 CVE-2016-10745 format": (
        "'{0.__class__.__init__.__globals__}'.format(m)",
        "'{0.twice.__globals__}'.format(m)",
        "'{a.__class__}'.format(a=m)",
    ),
    "2019-04-06 CVE-2019-10906 format_map": (
        "'{m.__class__.__init__.__globals__}'.format_map({'m': m})",
        "'{m.__class__}'.format_map(dict(m=m))",
        "('<b>{m.__class__}</b>' | e).format_map({'m': m})",
    ),
    "2024-01-11 CVE-2024-22195 xmlattr with blanks": ("{'a b onclick': 1} | xmlattr",),
    "2024-05-06 CVE-2024-34064 xmlattr with = / >": ("{'a=1': 1} | xmlattr", "{'a>b': 1} | xmlattr"),
    "2024-12-23 CVE-2024-56326 a kept format": (
        "['{0.__class__}'.format] | map('call', m) | list",
        "[['{0.__class__.__base__}'.format][0](m)] | first",
        "[m] | map(attribute='__class__') | list",
        "dict(f='{0.__init__.__globals__}'.format).f(m)",
    ),
    "2025-03-05 CVE-2025-27516 attr": (
        "('{0.__class__}' | attr('format'))(m)",
        "('{m.__class__}' | attr('format_map'))({'m': m})",
        "m | attr('__class__')",
        "m | attr('__cla' ~ 'ss__')",
    ),
}
"""CVE-2024-56201 needs the name of a template, which nobody but the file system gives: see the tests."""

_OF_OBJECTS = (
    "__class__", "__class__.__mro__", "__class__.__base__.__subclasses__()", "__init__", "__init__.__globals__",
    "__dict__", "__module__", "__reduce__()", "__reduce_ex__(2)", "__getattribute__('name')", "__setattr__('name', 1)",
    "__delattr__('name')", "__dataclass_fields__", "__doc__", "__hash__()", "__sizeof__()", "__dir__()", "__format__('')",
    "twice.__func__", "twice.__self__", "twice.__globals__", "twice.__code__", "twice.__wrapped__", "twice.__closure__",
)  # fmt: skip
_OF_FUNCTIONS = (
    "__globals__", "__code__", "__code__.co_consts", "__closure__", "__defaults__", "__builtins__", "__call__('a')",
    "__get__(1)", "__kwdefaults__", "func_globals", "gi_frame", "__module__",
)  # fmt: skip
_OF_TEXTS = (
    "__class__", "__class__.__mro__[1].__subclasses__()", "__mro__", "__add__('b')", "__mul__(9)", "__mod__(1)",
    "__len__()", "__format__('>99999999999')", "encode()", "maketrans('a', 'b')", "__getitem__(0)", "__contains__('a')",
)  # fmt: skip
_NAMES = (
    "self.__init__.__globals__", "self._TemplateReference__context", "cycler.__init__.__globals__.os", "lipsum.__globals__",
    "joiner.__init__.__globals__", "namespace(a=1)", "config", "request.application", "get_flashed_messages.__globals__",
    "url_for.__globals__", "os.popen('id').read()", "open('/etc/passwd').read()", "__import__('os')", "eval('1')",
    "exec('1')", "globals()", "locals()", "vars(m)", "getattr(m, '__class__')", "type(m)", "object()", "super()",
    "caller.__globals__", "varargs.__class__", "kwargs.__class__", "environment.sandboxed", "context.environment",
    "loop._iterator", "dict.__class__", "dict.__subclasses__()", "dict.fromkeys([1])", "range.__class__", "range.mro()",
    "none.__class__", "true.__class__", "(1).__class__", "(1.5).__class__", "().__class__.__base__", "[].__class__",
    "{}.__class__", "{}.fromkeys([1], 2)", "(5).to_bytes(9, 'big')", "(5).from_bytes('a')", "(1.5).fromhex('1')",
)  # fmt: skip
_CHANGES = (
    "m.parts.append(1)", "m.parts.clear()", "m.parts.pop()", "m.parts.extend([1])", "m.parts.insert(0, 1)",
    "m.parts.remove(1)", "m.parts.reverse()", "m.parts.sort()", "names.update(a=1)", "names.pop('a')",
    "names.clear()", "names.setdefault('z', 1)", "names.popitem()", "items.append(1)",
)  # fmt: skip
_FILTERS = (
    "[m] | map(attribute='__class__') | first", "items | map('attr', '__init__') | first", "m['__class__']",
    "items | sort(attribute='__class__.__name__')", "items | map(attribute='twice.__globals__') | list",
    "items | sum(attribute='__class__')", "items | groupby('__class__')", "items | unique(attribute='__init__.x') | list",
    "items | selectattr('__class__.x') | list", "items | max(attribute='__dict__.x')", "m | pprint",
    "'x' | forceescape | attr('__html__')", "'%s' | format(m)", "'x' | urlize | attr('__class__')", "('x' | e).__class__",
    "('x' | e).__html__.__globals__", "[m][0]['__cl' + 'ass__']", "(m | string).__class__", "m.name.__class__",
)  # fmt: skip


def _all() -> Iterator[str]:
    for sources in PUBLISHED.values():
        yield from sources
    yield from (f"m.{tail}" for tail in _OF_OBJECTS)
    yield from (f"shout.{tail}" for tail in _OF_FUNCTIONS)
    yield from (f"'a'.{tail}" for tail in _OF_TEXTS)
    yield from (*_NAMES, *_CHANGES, *_FILTERS)


ESCAPES = tuple(_all())
CLASSES = (
    *(source for sources in PUBLISHED.values() for source in sources), "m.__class__", "m.twice.__globals__",
    "shout.__globals__", "''.__class__.__mro__", "self.__init__.__globals__", "lipsum.__globals__", "m.parts.append(1)",
    "names.update(a=1)", "m | attr('__class__')", "m['__class__']", "open('/etc/passwd').read()", "dict.fromkeys([1])",
)  # fmt: skip
"""One or more of each kind, for what is slower to draw than a cell."""


def _doubled(first: str, step: str, last: str = "a | length") -> str:
    return f"{{% set a = {first} %}}{step * 40}{{{{ {last} }}}}"


BOMBS = {
    "ljust": "{{ 'x'.ljust(10**10) }}",
    "rjust": "{{ 'x'.rjust(10**10) }}",
    "center": "{{ 'x'.center(10**10) }}",
    "zfill": "{{ '1'.zfill(10**10) }}",
    "expandtabs": "{{ '\t'.expandtabs(10**10) }}",
    "the width of format": "{{ '{:>10000000000}'.format(1) }}",
    "a given width of format": "{{ '{0:{1}}'.format(1, 10**10) }}",
    "the decimals of format": "{{ '{:.1000000000f}'.format(1.5) }}",
    "the width of %": "{{ '%10000000000d' % 1 }}",
    "a text times a number": "{{ 'x' * 10**10 }}",
    "a list times a number": "{{ ([0] * 10**9) | length }}",
    "a power": "{{ 10**10**10 }}",
    "a product squared again and again": _doubled("99999", "{% set a = a * a %}", "a > 1"),
    "range": "{{ range(10**9) | length }}",
    "join": "{{ range(99999) | join('x'.ljust(32000)) | length }}",
    "join of a text": "{{ 'x'.ljust(32000).join(range(99999) | map('string') | list) | length }}",
    "replace": "{{ 'x'.ljust(32000).replace('', 'y'.ljust(32000)) | length }}",
    "the filter replace": "{{ 'x'.ljust(32000) | replace(' ', 'y'.ljust(32000)) | length }}",
    "wordwrap": "{{ 'x '.ljust(30000) | replace(' ', 'x ') | wordwrap(1, true, 'y'.ljust(32000)) | length }}",
    "batch": "{{ [1] | batch(10**9, 'x') | list | length }}",
    "slice": "{{ [1] | slice(10**9) | list | length }}",
    "indent": "{{ 'x' | indent(10**10) }}",
    "the indent of tojson": "{{ {'a': 1} | tojson(10**10) }}",
    "round": "{{ 1 | round(-10**9) }}",
    "to_bytes": "{{ (5).to_bytes(10**10, 'big') | length }}",
    "fromkeys": "{{ dict.fromkeys(range(99999)) | length }}",
    "sum of lists": "{{ [[1]] | sum(start=[]) | length }}",
    "a text doubled by ~": _doubled("'x'", "{% set a = a ~ a %}"),
    "a text doubled by +": _doubled("'x'", "{% set a = a + a %}"),
    "a list doubled by +": _doubled("[1]", "{% set a = a + a %}"),
    "a list of itself twice": _doubled("[1]", "{% set a = [a, a] %}", "a"),
    "a tuple of itself twice": _doubled("(1,)", "{% set a = (a, a) %}", "a | tojson"),
    "a dict of itself twice": _doubled("{}", "{% set a = dict(a=a, b=a) %}", "a"),
    "a block of itself twice": _doubled("'x'", "{% set a %}{{ a }}{{ a }}{% endset %}"),
    "loops without output": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "a loop that calls itself": "{% for a in [1, 2] recursive %}{{ loop([1, 2]) }}{% endfor %}",
    "a macro that calls itself": "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "3,000 brackets": "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "a number of 6,000 digits": "{{ " + "9" * 6000 + " }}",
}
"""By what makes them huge."""
