"""What a report of measure 1, 4, 7 or 8 holds, and the tables, documents and files made of it.

`making.figures_of` reads the database once and gives one plain value that JSON can carry. Everything after
it, tables (`sheets`), exports and documents, is a function of that value and of words alone, so a value that
was frozen when its round was published draws the same paper for ever.
"""
