"""The worksheet functions in Excel on Mac and the web: an HTTPS server on the user's machine that Excel's add-ins call.

Excel reads the manifest (`manifest`), the metadata (`metadata`) and the script (`script`), all made from the registry.
The script sends the calls of a recalculation to `api` in one batch. `guards` checks requests, `figures` holds the
snapshot, `certificate` makes the local certificate, and `server` runs the application.
"""
