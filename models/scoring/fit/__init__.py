"""From labelled cases to a calibration table. Pure: the same cases give the same table.

``gather``   what the cases say of one row          ``rows``    a curve for it, with its interval
``case``     what a case's rows come to together    ``whole``   dependence, scale and bounds of such totals
``build``    the table                              ``fitted``  what was found on the way, for the report

``build.fit(cases, declared, costs, …)`` does all of it.
"""
