"""From findings to a verdict.

``table``    what a calibration table is          ``tables``  the tables themselves, versioned
``sample``   how much a sample supports           ``weigh``   likelihood ratios, shrunk and bounded
``cover``    how much was really seen             ``decide``  the outcome, and what stands in its way
``advise``   what would decide it                 ``words``   how all that is said
"""
