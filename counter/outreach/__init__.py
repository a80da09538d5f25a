"""Units on the road: a laptop and a printer that work as an office of their own and hand their journal in later.

`parcel.py` is the file, `handing_out.py` makes it at the unit, `checking.py` holds its rows against its chain,
`taking_in.py` writes it into the office, `views.py` is the page.
"""
