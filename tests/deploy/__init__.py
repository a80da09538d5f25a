"""The set-up machinery and what an office installs: units, proxy, screens."""
