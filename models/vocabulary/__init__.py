"""The frozen types that every part of Adriel speaks in.

``views``        what a photo shows, and what a watch is made of
``claim``        what the owner says the watch is
``photo``        a photo, submitted and prepared
``finding``      one observation and how it bears on the claim
``examination``  what one examiner said, or why it could not
``admission``    whether there is enough to examine
``review``       what experts decided
``verdict``      score, outcome, assurance
``case``         one examination's pinned inputs
``errors``       faults, by who can mend them
"""
