"""How the starter pack's models are made: from drawings that npm packages ship to the files of the pack.

A build-time tool; the program never runs it. `README.md` says what each step makes and how far the curves went.
"""
