"""What spans a repeated line follows it: one module per kind of part."""
