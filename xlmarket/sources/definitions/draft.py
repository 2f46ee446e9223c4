"""Definitions as a file of facts with comments, which a person fills in."""

from __future__ import annotations

from xlmarket.config.facts import facts_keys
from xlmarket.sources.definitions.definition import Definition, Definitions
from xlmarket.sources.drafting.toml import toml_key, toml_value

_ALWAYS = ("market", "date", "metric")


def to_toml(definitions: Definitions, files: str, target: str) -> str:
    """The text of the file: a table of facts for each metric, and why others are not there."""
    lines = [
        f"# Facts drafted from {files}. Fill in what is empty, look at the rest, then import one metric:",
        f"#   xlmarket import SOURCE --map {target} --metric {definitions.metrics[0].name}",
    ]
    if definitions.refused:
        lines += ["#", "# Not taken over:", *(f"#   {_comment(str(one))}" for one in definitions.refused.values())]
    for definition in definitions.metrics:
        lines += ["", *_table(definition)]
    return "\n".join(lines) + "\n"


def _table(definition: Definition) -> list[str]:
    place = f"{definition.place.file}, line {definition.place.row}"
    lines = [f"# {definition.origin}, {place}"]
    lines += [f"# To look at: {_comment(doubt)}." for doubt in definition.doubts]
    lines.append(f"[facts.{toml_key(definition.name)}]")
    keys = {**dict.fromkeys(_ALWAYS, ""), **definition.keys, "metric": definition.name}
    for key in facts_keys():
        if key in keys:
            note = definition.notes.get(key, "") if key != "market" or not keys[key] else ""
            lines.append(f"{key} = {toml_value(keys[key])}" + (f"  # {_comment(note)}" if note else ""))
    return lines


def _comment(text: str) -> str:
    return " ".join(text.split())
