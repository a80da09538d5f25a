"""Pure domain tests: no fixtures, no clock. Properties are searched from a fixed seed: runs repeat."""

from hypothesis import settings

settings.register_profile("domain", derandomize=True, deadline=None, database=None)
settings.load_profile("domain")
