"""The past comes in: tickets and ratings of other years from CSV files, checked whole before one row is written.

`sheet.py` reads a file line by line, `columns.py` reads a cell, `tickets.py` and `ratings.py` a row; what is good
waits in a `spool.py` on disk, what is bad is a fault with its line, column and code. `preparing.py` puts that
together without changing anything, and `actions.py` writes a prepared file in one turn.
"""
