"""Where template cells go: lines and references as they move."""
