"""What only a person can say of a file, asked in a terminal: how a metric adds up, and whether a market is a sum."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from xlmarket.cli.accounting import describe_questions
from xlmarket.cli.settings import Settings

if TYPE_CHECKING:
    from xlmarket.config import Mapping
    from xlmarket.sources import Question, Reading


def ask(told: Settings, reading: Reading, mapping: Mapping, *, skip_bad: bool) -> Mapping | None:
    """The mapping with the questions of a reading answered; nothing where nobody can be asked.

    With `--skip-bad` nobody is asked: a sum is left out, and a metric of unknown kind is never added up.
    """
    if skip_bad:
        return _skip(told, reading, mapping)
    if told.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    for question in reading.questions:
        mapping = answer(mapping, question, _prompt(question))
    return mapping


def answer(mapping: Mapping, question: Question, choice: str) -> Mapping:
    """The mapping with the answer to one question."""
    if question.topic == "kind":
        kinds = {} if isinstance(mapping.kind, str) else mapping.kind
        return replace(mapping, kind={**kinds, question.name: choice})
    if choice == "exclude":
        return replace(mapping, exclude=(*mapping.exclude, question.name))
    members = () if choice == "aggregate" else None
    return replace(mapping, aggregates={**mapping.aggregates, question.name: members})


def _prompt(question: Question) -> str:
    """One of the choices, by its first letters; the end of the input interrupts the command."""
    while True:
        sys.stderr.write(f"{question.place}: {question.what}; {', '.join(question.choices)}? ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        given = line.strip().casefold()
        chosen = [choice for choice in question.choices if given and choice.startswith(given)]
        if len(chosen) == 1:
            return chosen[0]


def _skip(told: Settings, reading: Reading, mapping: Mapping) -> Mapping:
    for line in describe_questions(reading.questions):
        told.say(f"{reading.file}: {line}")
    told.say("  with --skip-bad such sums are left out and such metrics are never added up")
    for question in reading.questions:
        mapping = answer(mapping, question, "ratio" if question.topic == "kind" else "exclude")
    return mapping
