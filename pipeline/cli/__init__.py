"""The command line: ``./adriel COMMAND``.

``submission``    a folder of photos and a claim, read and checked
``runtime``       Redis and workers for one command, where none are named
``follow``        sends the canvas, watches the case, sends it again where something was lost
``display``       what a person sees meanwhile
``outputs``       what is left when it is done
"""
