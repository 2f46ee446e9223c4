"""The public face from Python, next to `cli`: data sets opened, files read, figures stored and reports written.

`xlmarket` hands out what this room makes.
"""
