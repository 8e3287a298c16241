"""Faults on purpose: each process is killed and each server taken away in the middle of many running cases.

``python -m tests.faults`` writes its table of results into ``docs/reliability.md``.
"""
