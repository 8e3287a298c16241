"""One reader for each file type.

A reader SHALL find sizes, metadata and the picture's end without decoding a pixel, in time linear in the file's length
and memory bounded by ``Limits.max_metadata``. It SHALL raise ``Refused`` and nothing else.
"""
