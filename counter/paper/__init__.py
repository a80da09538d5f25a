"""Paper at the staff's side: slips printed again, printers tried, and what was served by hand typed in afterwards."""
