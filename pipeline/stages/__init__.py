"""The stages, in order: value in, value out. No Celery, no network, no clock.

``preprocess``  measures a photo, finds its dial, writes its derivative; does not judge the watch
``admit``       decides whether there is enough to examine; does not ask anybody anything
``score``       weighs what the examiners said; does not look at photos

A stage SHALL return an expected outcome as a value and SHALL raise only for faults. Each names its ``VERSION``, which
changes whenever its answer could: it is part of the key under which the answer is kept.
"""
