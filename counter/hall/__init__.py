"""The hall's screens and the notices beside the calls, as pages of the settings."""
