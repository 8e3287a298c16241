"""Draws photos of watches that do not exist: for the examples, for tests, and to measure the examiners on.

``watch``       what is drawn: the watch, its defects, the camera, the light
``collection``  the watches: three makers, four styles each, some to calibrate on and others held back
``canvas``      a plane in millimetres on which parts are painted in linear light
``lettering``   printed and engraved text, straight and along a circle
``material``    steel, sunburst, ceramic: how a surface answers the studio around it
``printing``, ``markers``, ``engraving``   how ink, applied parts and a graver leave their shapes
``dial``        the order in which a dial is made: ``hours``, ``subdials``, ``date``, ``emblem``, ``rehaut``, ``hands``
``case``, ``bezel``, ``strap`` (``bracelet``, ``leather``), ``caseback``, ``movement``, ``papers``, ``table``
                the other parts
``camera``      perspective, shadow, defocus, noise
``photos``      the public functions: one photo each, with its ground truth
``cases``       the example cases
``command``     ``./adriel render-examples``

A defect changes what it names and nothing else: the same seed draws the same table, grain and scratches around it.

Only OpenCV, numpy and Pillow draw, and Pillow's own font letters, so that every machine draws the same.
"""
