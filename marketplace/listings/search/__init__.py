"""Searching what is for sale, on PostgreSQL alone. docs/search.md says what is exact and what is bounded.

``words`` reads what was typed, ``conditions`` what it is narrowed by; ``walking`` finds what matches in an order;
``ranking`` puts the best first; ``found`` makes pages of it; ``facets``, ``spelling``, ``similar`` and ``saved`` are
what their names say. Every query reads ``SearchEntry``, in which nothing is that is not for sale.
"""
