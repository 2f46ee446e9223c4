"""A file of YAML as plain data that knows its lines. Bounded: no tags, no keys twice, nothing that unfolds without end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlmarket.errors import EnvironmentFault, Place, SourceError

LARGEST = 500_000
"""Bytes of a file. That of a large project has some ten thousand."""
MOST = 100_000
"""Values of a file, each alias counted as all it stands for."""


_PLAIN = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


class Entry(dict[str, Any]):
    """A mapping of the file, with the line it begins in."""

    line: int = 1


def read_documents(path: Path) -> list[Entry]:
    """The mappings a file holds, which are several where `---` divides it.

    Raises `SourceError` with the line of what cannot be read, and `EnvironmentFault` for a missing file or PyYAML.
    """
    try:
        import yaml
    except ModuleNotFoundError:
        raise EnvironmentFault(
            "metric definitions are read by PyYAML, which is not installed", remedy='pip install "xlmarket[facts]"'
        ) from None
    loader = yaml.SafeLoader(_text(path))
    try:
        return _Reader(loader, path.name).whole()
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise refusal(
            path.name, mark.line + 1 if mark else None, f"not YAML: {fault.problem or fault.context}"
        ) from None
    except (yaml.YAMLError, ValueError) as fault:
        raise refusal(path.name, None, f"not YAML: {fault}") from None
    except RecursionError:
        raise refusal(path.name, None, "the YAML is nested too deep") from None
    finally:
        loader.dispose()


def refusal(file: str, line: int | None, what: str, **more: Any) -> SourceError:
    """An error with its file and line."""
    return SourceError(what, where=Place(file=file, row=line), **more)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        raise EnvironmentFault("file not found", where=Place(file=str(path))) from None
    except OSError as fault:
        raise EnvironmentFault(f"the file cannot be read: {fault.strerror}", where=Place(file=str(path))) from None
    except UnicodeDecodeError:
        raise refusal(path.name, None, "the file is not UTF-8") from None
    if len(data) > LARGEST:
        raise refusal(path.name, None, f"a file of definitions has at most {LARGEST:,} bytes")
    return text


class _Reader:
    """Turns the nodes of one file into data, and counts them."""

    def __init__(self, loader: Any, file: str) -> None:
        self._loader = loader
        self._file = file
        self._values = 0

    def whole(self) -> list[Entry]:
        documents = []
        while self._loader.check_node():
            node = self._loader.get_node()
            data = self._data(node)
            if not isinstance(data, Entry) and data is not None:
                raise refusal(self._file, _line(node), "definitions are a mapping", found=data)
            documents += [] if data is None else [data]
        return documents

    def _data(self, node: Any) -> Any:
        import yaml

        self._values += 1
        if self._values > MOST:
            raise refusal(self._file, _line(node), f"the YAML has more than {MOST:,} values, aliases unfolded")
        if not isinstance(node, yaml.ScalarNode) and node.tag not in _PLAIN:
            raise refusal(self._file, _line(node), f"not YAML: the tag {node.tag}")
        if isinstance(node, yaml.MappingNode):
            return self._entry(node)
        if isinstance(node, yaml.SequenceNode):
            return [self._data(item) for item in node.value]
        return self._loader.construct_object(node)

    def _entry(self, node: Any) -> Entry:
        self._refuse_doubles(node)
        self._loader.flatten_mapping(node)
        entry = Entry({str(key.value): self._data(value) for key, value in node.value})
        entry.line = _line(node)
        return entry

    def _refuse_doubles(self, node: Any) -> None:
        """Of a key that is there twice, readers of YAML take the last without a word. Lists of merges multiply."""
        seen: set[str] = set()
        for key, value in node.value:
            name = key.value
            if not isinstance(name, str) or name in seen:
                raise refusal(self._file, _line(key), f'the key "{name}" is there twice or is no text')
            if name == "<<" and value.id != "mapping":
                raise refusal(self._file, _line(key), "<< takes one mapping")
            seen.add(name)


def _line(node: Any) -> int:
    line: int = node.start_mark.line
    return line + 1
