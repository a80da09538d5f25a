"""Paper: slips drawn by Typst from a template the office can edit, and the printers they come out of.

No web and no database: facts in, a picture out; a picture in, the truth about a printer out. Who prints what and when
is decided by those who call.
"""
