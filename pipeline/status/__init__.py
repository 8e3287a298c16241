"""Whether a certificate still counts: lists of bits that anyone can read without telling whose certificate they check.

``bitstring``   bits as they travel (W3C Bitstring Status List 1.0)
``lists``       signed lists, and what a certificate says of its place in them
``decisions``   who has which place, and every decision, recall and stop
``publisher``   the signed lists that follow from them
"""
