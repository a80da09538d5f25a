"""Whether ratings can be believed: bursts that somebody should look at, and what was taken out of the figures.

Nobody here sees a score: who decides about a burst decides without knowing whether it helps or hurts.
"""
