"""The studio: cases whose truth is known because every photo was drawn, with defects in graded, physical severity.

``severity``       what is wrong, and how far: the committed table
``alterations``    a defect of a severity as changes to what is photographed
``sampling``       camera, light, time and the file's history, by seed
``pictures``       one photo to be made, and the making of it
``photo_defects``  what is done to a photo rather than to a watch: shown on a screen, edited, borrowed
``exif``           metadata as cameras and editors write it
``colours``        the difference of two colours as people see it
``specimens``      one watch of a reference, with the photos that all cases of it share
``cases``          the sets: which cases there are
``reference_sets`` verified photos of each reference, in the form that is published

Nothing here knows how watches are examined, and nothing here was fitted to it. All is drawn from seeds: the same set,
seed and size give the same bytes.
"""
