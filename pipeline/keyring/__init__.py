"""The issuer's keys: which there are, from when to when each signs, and which were lost.

``ring``   the public keys with their windows, as verifiers get them     ``safe``   the private ones, encrypted in files
``did``    the public keys as others' software reads them
"""
