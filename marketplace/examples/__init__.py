"""What there is to look around with on a machine of one's own: ``manage load_examples``, which ``./adriel up`` runs.

``people``    accounts of each kind, and the stores and repair shops that they work for
``cases``     cases that stand where cases can stand
``goods``     what the listings say, as data
``pictures``  photos of them, drawn when they are first needed
``listings``  the listings, written and moved
``proof``     what stands beside them: certificates, fresh photos
``kept``      favourites and searches that people keep
``directory``, ``repairs``, ``connections``   profiles and reviews; repairs and service books; a key and a webhook
``loading``   the order of it all

Nothing is made up that a worker would have to sign, read or compare: everything goes the way that people's own things
go. Loaded again, what is there stays as it is. Ids that are chosen here are the same on one installation each time.
"""
