"""A process that serves pages holds nothing that only long work needs: three such processes share 400 MB."""

from __future__ import annotations

import subprocess
import sys

from tools.serving import product_environment

HEAVY = {"numpy", "scipy", "numba", "polars", "openpyxl", "docx", "typst", "pdfplumber", "osmium", "ninja", "networkx"}
PROGRAM = """
import sys
import laoyou.faces.asgi
from django.urls import get_resolver
def walk(patterns):
    for one in patterns:
        walk(getattr(one, "url_patterns", ()))
walk(get_resolver().url_patterns)
print(*sorted({name.partition(".")[0] for name, module in sys.modules.items() if module is not None}))
"""


def test_a_process_that_serves_pages_starts_without_what_only_long_work_needs(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=product_environment(tmp_path), capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert {"django", "laoyou"} <= loaded
    assert not loaded & HEAVY
