"""What a call has to say of its figures: why some are missing, and what to know of those that are there."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlmarket.errors import Reason

MOST_NOTES = 3

Remark = tuple[Reason | None, str]


@dataclass(slots=True)
class Remarks:
    """Sentences collected while a function runs, each once.

    `notes` explain missing figures, each for one reason (none: for all). `flags` are about the figures that are there:
    a partial period, the members that were compared.
    """

    notes: list[Remark] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def note(self, sentence: str, reason: Reason | None = None) -> None:
        """Add a sentence about figures that are missing for a reason, at most three for each."""
        alike = [note for note in self.notes if note[0] == reason]
        if (reason, sentence) not in self.notes and len(alike) < MOST_NOTES:
            self.notes.append((reason, sentence))

    def flag(self, sentence: str) -> None:
        """Add a sentence about the figures that are there."""
        if sentence not in self.flags:
            self.flags.append(sentence)

    def notes_on(self, reason: Reason) -> list[str]:
        """The sentences that explain figures missing for a reason."""
        return [sentence for explained, sentence in self.notes if explained in (None, reason)]
