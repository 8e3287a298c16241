"""What becomes of a certificate after it was issued: another takes its place, or another holder takes it over.

``names``        what a certificate's id says, and where its life is kept
``codes``        one-time codes, and what is sealed with them
``offers``       a holder offers a certificate; who has the code takes it over
``successions``  which certificate takes the place of which: decided once, carried out by whoever has the key
``notices``      what is signed, logged and published of that

A certificate has one successor at most. Who decides that needs no key; ``pipeline.succeeding`` signs what follows.
Nothing is prolonged: a certificate ends after its year, and a new examination is what renews it.
"""
