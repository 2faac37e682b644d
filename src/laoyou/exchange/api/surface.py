"""What stands behind the door: operations by name, and the description of them all. Loading this loads django-ninja."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from laoyou.base.errors import DomainError
from laoyou.exchange.api.door_types import caller_of
from laoyou.exchange.api.endpoints import BY_NAME, ENDPOINTS, ROOT, Endpoint
from laoyou.exchange.api.problems import MEDIA_TYPE, SCHEMA, problem

F = TypeVar("F", bound=Callable[..., Any])

__all__ = ["answer", "caller_of", "operation", "page", "schema"]

DESCRIPTION = (
    "Interface of Laoyou (老幼) for providers' own systems, station terminals and other departments. "
    "A key acts as one account and sees what that account may see. Days are ISO dates; a page is asked for with `after`; "
    "each write carries an Idempotency-Key; a refusal is problem+json with a sentence that says what to do next."
)

api = NinjaAPI(
    title="Laoyou",
    version="1",
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="laoyou-exchange-api",
)


def _again(request: HttpRequest, problem: Any) -> HttpResponse:
    """The door makes the answer: what was raised is raised on."""
    raise problem


for _kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(_kind, _again)


def operation(name: str, response: Any) -> Callable[[F], F]:
    """Let the decorated function answer the endpoint `name`."""
    one = BY_NAME[name]
    tags = [one.path.split("/")[0]]
    return api.api_operation(
        [one.method], f"/{one.path}", response=response, operation_id=name, url_name=name, tags=tags
    )


def page(request: HttpRequest, rows: Sequence[Any], limit: int, ids: str = "id") -> dict[str, Any]:
    """One page of at most `limit` rows, where one more was asked for; the trail will hold which they were."""
    shown = list(rows[:limit])
    request.handed_over = [getattr(row, ids) for row in shown]  # type: ignore[attr-defined]
    return {"items": shown, "next": getattr(shown[-1], ids) if len(rows) > limit else None}


@cache
def _views() -> dict[str, Callable[..., HttpResponse]]:
    from laoyou.exchange.api import hooks, registers, verifying  # noqa: F401 - their operations register themselves

    named = {one.name: one.callback for one in api.urls[0] if isinstance(one, URLPattern) and one.name in BY_NAME}
    return {str(name): cast(Callable[..., HttpResponse], view) for name, view in named.items()}


def answer(endpoint: Endpoint, request: HttpRequest, arguments: dict[str, Any]) -> HttpResponse:
    """The answer of an endpoint to a request that the door let in; refusals of parameters as problems."""
    try:
        return _views()[endpoint.name](request, **arguments)
    except ValidationError as wrong:
        errors = [
            {"where": ".".join(str(part) for part in one.get("loc", ())), "what": str(one.get("msg", ""))}
            for one in wrong.errors
        ]
        where = ", ".join(dict.fromkeys(re.sub(r"[^\w.\[\]-]", "", one["where"])[:80] for one in errors)) or "?"
        return problem(DomainError("exchange.malformed", problem=where[:300]), errors=errors[:50])
    except HttpError:
        # ninja says so of a body that is no JSON at all.
        return problem(DomainError("exchange.malformed", problem="JSON"))


_REFUSALS = {
    "401": "No key, or one that is over",
    "403": "The account or the key may not",
    "422": "Refused, with the reason",
    "429": "Too many requests",
    "503": "The database is busy",
}
_OF_WRITES = {
    "409": "Idempotency-Key used for something else",
    "413": "Too large",
    "415": "Not JSON",
}


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI description: what ninja knows, with keys, Idempotency-Key and refusals."""
    _views()
    said: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=ROOT))
    parts = said.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = SCHEMA
    parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": "laoyou_…"}}
    said["security"] = [{"key": []}]
    for one in ENDPOINTS:
        found = said["paths"][f"/{ROOT}{one.path}"][one.method.lower()]
        found["security"] = [{"key": []}]
        asks = f"Account: {one.permission}. Key: {one.ability.value if one.ability else 'any'}."
        found["description"] = f"{found.get('description', '')}\n\n{asks}".strip()
        if one.writes:
            found.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
        refusals = (
            _REFUSALS
            | (_OF_WRITES if one.writes else {})
            | ({"404": "Not there, or not yours"} if "{" in one.path else {})
        )
        for status, words in refusals.items():
            content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            found["responses"][status] = {"description": words, "content": content}
        found["responses"] = {str(status): details for status, details in found["responses"].items()}
    return said


_IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Names this write; the same request sent again with it is done once, and answered alike",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,80}$"},
}
