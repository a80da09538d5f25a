"""Measurements of the real program, each beside a bare yardstick of the same sitting.

A figure of one machine says little elsewhere; its ratio to what the same disk, the same web server or the same
socket library does with nothing of ours on top says what we cost. `python -m tests.bench --help` tells the rest.
"""
