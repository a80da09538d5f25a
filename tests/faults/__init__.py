import pytest

# What was seen and what was claimed are told apart word by word.
pytest.register_assert_rewrite("tests.faults.aftermath")
