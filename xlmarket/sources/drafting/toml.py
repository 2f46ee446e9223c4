"""A proposed mapping as a TOML file with comments, which a person reads, changes and keeps."""

from __future__ import annotations

import json
import re

from xlmarket.config.mapping import mapping_keys
from xlmarket.sources.drafting.keys import Proposal

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(proposal: Proposal, name: str, file: str, target: str) -> str:
    """Return the text of the file: one table, its keys in the order of the manual."""
    lines = [
        f"# A draft of how {file} is read. Look at it, change what is wrong, then:",
        f"#   xlmarket import {file} --map {target}",
    ]
    lines += [f"# To look at: {doubt}." for doubt in proposal.doubts]
    lines += ["", f"[mapping.{toml_key(name)}]"]
    for key in mapping_keys():
        if key in proposal.keys:
            reason = proposal.reasons.get(key, "")
            lines.append(
                f"{key} = {toml_value(proposal.keys[key])}" + (f"  # {' '.join(reason.split())}" if reason else "")
            )
    return "\n".join(lines) + "\n"


def toml_key(text: str) -> str:
    """A key as TOML writes it."""
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def toml_value(value: object) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{toml_key(str(key))} = {toml_value(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(toml_value, value)) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False)
    return str(value)
