"""The worksheet functions in Excel on Mac and the web: an HTTPS server on the user's machine that Excel's add-ins call.

Excel reads the manifest (`manifest`), the metadata (`metadata`) and the script (`script`), all made from the registry.
The script sends a recalculation's calls to `api` in one batch; `guards` says who may ask and how much, `figures` keeps
the snapshot, `certificate` the local certificate, `server` runs it all.
"""
