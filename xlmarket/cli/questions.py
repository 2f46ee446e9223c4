"""Questions that only a person can answer, asked at a terminal: how a metric adds up, and whether a market is a sum."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from xlmarket.cli.accounting import group_questions
from xlmarket.cli.session import Session, is_terminal

if TYPE_CHECKING:
    from xlmarket.config import Mapping
    from xlmarket.sources import Question, Reading


def ask(session: Session, reading: Reading, mapping: Mapping, *, skip_bad: bool) -> Mapping | None:
    """The mapping with the questions of a reading answered, or None where this is no terminal.

    With `--skip-bad` nothing is asked: a sum is left out, and a metric of unknown kind is never added up.
    """
    if skip_bad:
        return _skip(session, reading, mapping)
    if session.json or not is_terminal():
        return None
    for question in reading.questions:
        mapping = settle(mapping, question, _prompt(question))
    return mapping


def settle(mapping: Mapping, question: Question, choice: str) -> Mapping:
    """The mapping with one question answered by one of its choices."""
    if question.topic == "kind":
        kinds = {} if isinstance(mapping.kind, str) else mapping.kind
        return replace(mapping, kind={**kinds, question.name: choice})
    if choice == "exclude":
        return replace(mapping, exclude=(*mapping.exclude, question.name))
    members = () if choice == "aggregate" else None
    return replace(mapping, aggregates={**mapping.aggregates, question.name: members})


def _prompt(question: Question) -> str:
    """One of the choices, by its first letters. The end of the input interrupts the command."""
    while True:
        sys.stderr.write(f"{question.place}: {question.what}; {', '.join(question.choices)}? ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        reply = line.strip().casefold()
        matches = [choice for choice in question.choices if reply and choice.startswith(reply)]
        if len(matches) == 1:
            return matches[0]


def _skip(session: Session, reading: Reading, mapping: Mapping) -> Mapping:
    for sentence, remedy in group_questions(reading.questions):
        session.message(f"{reading.file}: {sentence}; {remedy}")
    session.message("  with --skip-bad such sums are left out and such metrics are never added up")
    for question in reading.questions:
        mapping = settle(mapping, question, "ratio" if question.topic == "kind" else "exclude")
    return mapping
