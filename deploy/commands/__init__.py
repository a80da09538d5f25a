"""The commands of `tonsai`, a file per concern."""
