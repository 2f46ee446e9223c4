"""Warnings: what of a sound template, or of a finished report, will probably not look as its designer wants."""
