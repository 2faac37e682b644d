"""Settings for tests: those of the product, on a home of this test process alone, never on somebody's data."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_home = tempfile.mkdtemp(prefix="laoyou-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["LAOYOU_HOME"] = _home
if os.environ.get("LAOYOU_TEST_DATABASE") == "postgres":
    os.environ["LAOYOU_DATABASE_URL"] = os.environ["LAOYOU_TEST_POSTGRES"]
else:
    os.environ.pop("LAOYOU_DATABASE_URL", None)

from laoyou.core.keyring import Keyring  # noqa: E402
from laoyou.faces.settings import *  # noqa: E402, F403

(Path(_home) / "static").mkdir()
Keyring.generate().save(Path(_home) / "keys" / "keyring.json")

# Sign-in is tested for what it refuses, not for how long it thinks.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Pages are tested as whoever has set his second factor up; the tests of the second factor switch it on.
LAOYOU_REQUIRE_SECOND_FACTOR = False
