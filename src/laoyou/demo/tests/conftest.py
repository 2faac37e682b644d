"""The inputs of the demonstration, read once."""

import pytest

from laoyou.demo import inputs
from laoyou.packs.public import load


@pytest.fixture(scope="session")
def given_inputs():
    return inputs.read(load("500118-demo"))
