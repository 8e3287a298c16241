"""From findings to a verdict.

``table``    what a calibration table is          ``tables``   the tables themselves, versioned
``curve``    a fitted row's weights               ``domain``   which watches a claim can be of
``sample``   how much a sample supports           ``weigh``    likelihood ratios, shrunk and bounded
``cover``    how much was really seen             ``decide``   the outcome, and what stands in its way
``experts``  what experts agree on and dispute
``advise``   what would decide it                 ``explain``  the verdict in one paragraph
``words``    how all that is said                 ``labelled`` a case whose truth is known
``fit``      tables from labelled cases           ``measures`` how good answers are (``pav``: rising steps)
"""
