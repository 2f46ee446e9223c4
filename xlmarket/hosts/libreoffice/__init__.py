"""The worksheet functions in LibreOffice Calc: an extension made from the registry, and a process that answers it.

`interface` makes the UNO types, `extension` the .oxt with them, `install` hands it to LibreOffice. Inside LibreOffice,
which has a Python of its own, the modules of `calc` remember answers and ask `service`, which runs in the user's Python.
"""

SERVICE = "org.xlmarket"
"""The UNO service of the functions, and the identifier of the extension."""
