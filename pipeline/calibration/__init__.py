"""Fitting as a command: reads labelled cases, names the next version, draws the report.

``labelled``  the cases, each line checked      ``report``  the page and its figures      ``picture``  a curve as SVG
"""
