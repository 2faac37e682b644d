"""An installation with something of each kind in it, made once and copied."""

import pytest

from tests.keeping.installation import Installation


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """Nobody works in it: take `copy_to`."""
    installation = Installation(tmp_path_factory.mktemp("filled"))
    installation.fill()
    return installation
