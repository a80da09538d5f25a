"""The print agent: a small program on a computer whose printer the server cannot reach.

Knows the HTTP API and `shared/paper`; no database.
"""
