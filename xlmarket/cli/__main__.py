"""`python -m xlmarket.cli`."""

from xlmarket.cli import main

main()
