"""Pictures as bytes and as pixels; nothing here knows what a watch is.

``refusal``     why a file cannot be used (an exception here, a value at the stage's door), and the limits
``sniff``       what the bytes are, judged by content, bounded before anything is decoded
``containers``  one reader for each file type: sizes, metadata, where the picture ends; no pixel is decoded
``exif``        TIFF directories, as Exif, MPF and PNG's eXIf have them
``metadata``    the typed value that is kept; nothing private in it
``colour``      profiles, alpha, 16 bit, CMYK -> sRGB, 8 bit
``decode``      bytes -> upright RGB pixels, and back to a JPEG without metadata
``geometry``    ellipses: rectified, unwrapped, boxed, and back to the photo
``hashes``      SHA-256 of pixels, PDQ

Pixels are numpy uint8 (height, width, 3), RGB, upright, everywhere.
"""
