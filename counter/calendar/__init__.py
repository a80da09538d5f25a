"""The calendar of an office: holidays of a year, days with other hours, what still waits for its announcement."""
