"""The print room: jobs in the database become slips, each at most once, and every printer's truth is known.

Knows jobs and tickets (`store`) and how to draw and print (`paper`); no web.
"""
