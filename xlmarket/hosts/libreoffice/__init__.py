"""The worksheet functions in LibreOffice Calc: an extension generated from the registry, and a process that serves it.

`interface` makes the UNO types, `extension` the .oxt with them, and `install` passes it to LibreOffice. LibreOffice has
a Python of its own, where the modules of `inside` cache answers and send calls to `service` in the user's Python.
"""

SERVICE = "org.xlmarket"
"""The UNO service of the functions, and the identifier of the extension."""
