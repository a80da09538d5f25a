"""Help at hand: what each page is for, and one printed page for each role, made from the office's own settings."""
