"""How often the answers are wrong: ``./adriel evaluate``.

``cases``    a case whose truth is known, before and after it was examined
``sources``  where such cases come from: a folder, or (``studio``) the studio's sets
``desk``     examines a case in this process with the product's own stages and examiners
``variants`` the same case handed in otherwise: recompressed, resized, reordered
``code``     what code an answer was given by: who has not changed is not asked again
``run``      all cases of a set, in parallel, resumable
``tally``    from examined cases to figures        ``figures``  the figures, as values
``charts``   ROC, calibration and abstention as pictures
``report``   HTML, JSON and the summary for ``docs/accuracy.md``
"""
