"""Printers and the slip: how each kiosk prints, and what its slips look like."""
