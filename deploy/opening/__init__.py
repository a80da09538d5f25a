"""The first run as pages: an installation without an office becomes one, and nobody else takes it."""
