"""What LibreOffice finds in the extension: the functions, the job that runs when a document opens, and the menu.

LibreOffice runs this in its own Python (3.8 or newer). The UNO types of the extension may not be known yet when it is
imported, so nothing here uses them. `functions.create` does, when the first formula calculates.
"""

import unohelper
from xlmarket_calc import functions, menu, opening

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(functions.create, "org.xlmarket.Functions", ("org.xlmarket",))
g_ImplementationHelper.addImplementation(opening.Opening, "org.xlmarket.Opening", ("org.xlmarket.Opening",))
g_ImplementationHelper.addImplementation(menu.Menu, "org.xlmarket.Menu", ("org.xlmarket.Menu",))
