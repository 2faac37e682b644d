"""Refusals as problem+json (RFC 9457): the house's sentence, its code, and what was wrong where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse

from laoyou.base.errors import DomainError
from laoyou.core.errors import status_of
from laoyou.core.text import sentence

MEDIA_TYPE = "application/problem+json"


def problem(refusal: DomainError, *, errors: Sequence[dict[str, Any]] = ()) -> HttpResponse:
    """The answer to a program that was refused, in the language it accepts."""
    status = status_of(refusal.code)
    said: dict[str, Any] = {
        "type": f"urn:laoyou:problem:{refusal.code}",
        "title": refusal.code,
        "status": status,
        "detail": sentence(refusal),
    }
    if errors:
        said["errors"] = list(errors)
    answer = HttpResponse(json.dumps(said, ensure_ascii=False), content_type=MEDIA_TYPE, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="laoyou"'
    return answer


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "Code of the refusal, e.g. providers.bed_occupied"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, what was expected, what to do next"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "what"],
                "properties": {"where": {"type": "string"}, "what": {"type": "string"}},
            },
        },
    },
}
"""The shape of a problem, for the OpenAPI description."""
