"""What entitlements lets the worker do."""

from __future__ import annotations

from laoyou.core import jobs
from laoyou.entitlements.commands.sweeps import JOB, perform

jobs.register(JOB, perform)
