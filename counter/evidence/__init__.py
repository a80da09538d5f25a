"""Evidence: the nine measures of a fiscal year, the binder of what was done for them, and the rounds' reports."""
