"""The transparency log: everything that was ever signed, in an order that nobody can change unseen.

``merkle``      tree hashing and proofs (RFC 6962)      ``tiles``       hashes and entries as files (C2SP tlog-tiles)
``notes``       signed notes and cosignatures (C2SP)    ``checkpoint``  a log's head
``proof``       that an entry is in a log, checked offline (C2SP tlog-proof)
``log``         a log in a blob store: appended by many, killed anywhere, never forked
``witness``     what a witness signs (C2SP tlog-witness)     ``witnessing``  how the log asks witnesses
"""
