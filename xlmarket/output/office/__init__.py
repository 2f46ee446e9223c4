"""LibreOffice as a converter of finished documents, resident in a process of its own with a profile of its own."""

from xlmarket.output.office.conversion import PDF_OPTIONS, SECONDS, Conversion
from xlmarket.output.office.program import find_office
from xlmarket.output.office.resident import Resident
from xlmarket.output.office.running import convert, release

__all__ = ["PDF_OPTIONS", "SECONDS", "Conversion", "Resident", "convert", "find_office", "release"]
