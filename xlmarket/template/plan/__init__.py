"""The plan of a template: frozen dataclasses that reading makes and rendering follows."""
