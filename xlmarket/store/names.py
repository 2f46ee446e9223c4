"""Names of data sets: what a new one may be."""

from __future__ import annotations

from xlmarket.errors import InputError
from xlmarket.store.shipped import DATASETS

LONGEST = 200


def check_new_name(name: str) -> None:
    """Raises `InputError` for a name that a data set cannot have: `;` and `=` would end it in the options of a function."""
    if name in DATASETS:
        raise InputError("this name belongs to a data set that comes with xlmarket", found=name)
    bad = [sign for sign in name if sign in ';="' or not sign.isprintable()]
    if not name.strip() or name != name.strip() or bad or len(name) > LONGEST:
        raise InputError(
            "a data set cannot have this name",
            found=name,
            allowed=f'1 to {LONGEST} characters, none of ; = " and no space at the ends',
        )
