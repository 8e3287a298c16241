"""Draws photos of watches that do not exist: for the examples, for tests, and to measure the examiners on.

``watch``      what is drawn: the watch, its defects, the camera, the light
``canvas``     a plane in millimetres on which parts are painted in linear light
``lettering``  printed and engraved text, straight and along a circle
``material``   steel, sunburst, ceramic: how a surface answers the studio around it
``markers``, ``hands``, ``dial``, ``case``, ``bracelet``, ``caseback``, ``papers``, ``table``   the parts
``camera``     perspective, shadow, defocus, noise
``photos``     the public functions: one photo each, with its ground truth
``cases``      the example cases
``command``    ``./adriel render-examples``

Only OpenCV, numpy and Pillow draw, and Pillow's own font letters, so that every machine draws the same.
"""
