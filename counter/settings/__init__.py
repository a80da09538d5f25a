"""The settings of an office: one list of sections, one way to change, journalled and undone."""
