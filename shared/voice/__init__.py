"""The voice of the hall: recorded clips of a language, what is missing, what is said for a call."""
