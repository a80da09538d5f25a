"""The tests. Helpers' own asserts are explained like those of the tests themselves."""

import pytest

pytest.register_assert_rewrite("tests.clockwork", "tests.lobby", "tests.office", "tests.refusals")
