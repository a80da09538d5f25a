"""Written in afterwards: after a total outage, what was served by hand is typed in from the paper list.

`reading.py` reads the rows with the rules of `counter/imports`, `actions.py` writes a list in one turn. The rows are
finished tickets of `origin = late`; no line, board or estimate knows them, and their numbers are not the queue's.
"""
