"""``./adriel up``: the whole product on one machine, until Ctrl-C. Imports nothing of Django: its processes do."""
