"""
The door of the API: who asks, whether he may, whether this write was done already, and the entry in the trail.

Behind it django-ninja reads parameters and shapes answers; it is loaded with the first request and never by a page. No session
counts here: a program shows its key each time, so no page of somebody else's can act with a reader's cookie.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, conditions, district, memo
from laoyou.core.fields import opened, seal
from laoyou.core.row_ids import reserve
from laoyou.core.views import Page
from laoyou.exchange.api import limits
from laoyou.exchange.api.endpoints import ENDPOINTS, ROOT, Endpoint
from laoyou.exchange.api.problems import problem
from laoyou.exchange.commands import keys
from laoyou.exchange.commands.keys import Caller
from laoyou.exchange.models import ApiWrite

MEGABYTES = 5
_KEY_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


class ApiPage(Page):
    """One address of the API, for whoever shows a key."""

    by_key: ClassVar[bool] = True
    endpoint: ClassVar[Endpoint]

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return self._answer(request, kwargs)
        except RequestDataTooBig:
            return problem(DomainError("exchange.body_too_large", megabytes=MEGABYTES))
        except DomainError as refusal:
            return self._refused(refusal)
        except Exception as failure:
            known = conditions.refusal_for(failure)
            if known is None:
                raise
            return problem(known)

    def _refused(self, refusal: DomainError) -> HttpResponse:
        answer = problem(refusal)
        if refusal.code == "exchange.method":
            answer["Allow"] = self.endpoint.method
        if refusal.code == "exchange.too_often":
            answer["Retry-After"] = str(refusal.data["seconds"])
        return answer

    def _answer(self, request: HttpRequest, arguments: dict[str, Any]) -> HttpResponse:
        one, at = self.endpoint, clock.now()
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not text.strip():
            raise DomainError("exchange.key_missing")
        caller = keys.know(text.strip(), address=request.META.get("REMOTE_ADDR", ""), at=at)
        limits.count(caller.key.pk, caller.key.per_minute)
        caller.scope.require(one.permission)
        if one.ability is not None and not caller.may(one.ability):
            raise DomainError("exchange.key_ability", ability=one.ability.value)
        if request.method not in (one.method, "HEAD" if one.method == "GET" else one.method):
            raise DomainError("exchange.method", method=str(request.method), allowed=one.method)
        request.caller = caller  # type: ignore[attr-defined]
        if one.writes:
            return self._write(request, caller, arguments)
        request.method = "GET"
        with memo.page():
            answer = self._behind(request, arguments)
        if answer.status_code < 400:
            digest, rows = audit.ids_hash(getattr(request, "handed_over", ()))
            self._note(caller, {**_plain(arguments), "rows": rows, "ids_sha256": digest})
        return answer

    def _behind(self, request: HttpRequest, arguments: dict[str, Any]) -> HttpResponse:
        from laoyou.exchange.api import surface

        return surface.answer(self.endpoint, request, arguments)

    def _note(self, caller: Caller, detail: dict[str, Any], *, written: bool = False) -> None:
        subject = audit.Subject(caller.key._meta.label_lower, str(caller.key.pk), district.area_id())
        entry = audit.record if written else audit.read
        entry(
            f"exchange.{self.endpoint.name}",
            subject,
            by=caller.scope,
            permission=self.endpoint.permission,
            at=clock.now(),
            chain="exchange",
            detail=detail,
        )

    def _write(self, request: HttpRequest, caller: Caller, arguments: dict[str, Any]) -> HttpResponse:
        sent_as = request.headers.get("Idempotency-Key", "")
        if not 8 <= len(sent_as) <= 80 or not set(sent_as) <= _KEY_CHARACTERS:
            raise DomainError("exchange.idempotency_missing")
        if request.content_type != "application/json":
            raise DomainError("exchange.not_json")
        whole = f"{self.endpoint.name}\n{json.dumps(arguments, sort_keys=True, default=str)}\n".encode() + request.body
        digest = hashlib.sha256(whole).hexdigest()
        try:
            with transaction.atomic():
                known = self._repeated(caller, sent_as, digest)
                return known if known is not None else self._write_once(request, caller, arguments, sent_as, digest)
        except IntegrityError:
            # Another request with the same key was faster by a hair: its answer is this one's.
            known = self._repeated(caller, sent_as, digest)
            if known is None:
                raise
            return known

    def _repeated(self, caller: Caller, sent_as: str, digest: str) -> HttpResponse | None:
        done = ApiWrite.objects.filter(key=caller.key, idempotency_key=sent_as).first()
        if done is None:
            return None
        if done.request_hash != digest:
            raise DomainError("exchange.idempotency_reused")
        answer = HttpResponse(opened(done.answer), content_type="application/json; charset=utf-8")
        answer["Idempotent-Replayed"] = "true"
        return answer

    def _write_once(
        self, request: HttpRequest, caller: Caller, arguments: dict[str, Any], sent_as: str, digest: str
    ) -> HttpResponse:
        answer = self._behind(request, arguments)
        if answer.status_code >= 400:
            transaction.set_rollback(True)
            return answer
        row = ApiWrite(pk=reserve(ApiWrite, 1)[0], key=caller.key, idempotency_key=sent_as, request_hash=digest)
        row.at = timezone.now()  # by the machine: it is kept for a week of real time
        seal(row, "answer", answer.content.decode())
        row.save(force_insert=True)
        self._note(caller, {**_plain(arguments), "idempotency_key": sent_as}, written=True)
        return answer


def _plain(arguments: dict[str, Any]) -> dict[str, Any]:
    """Numbers of rows from the path, as they may stand in the trail."""
    return {name: value for name, value in arguments.items() if str(value).isdigit() and len(str(value)) < 20}


class OpenApiPage(Page):
    """The description of the API, for everybody: it holds no row of anything."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        from laoyou.exchange.api import surface

        return HttpResponse(json.dumps(surface.schema(), ensure_ascii=False), content_type="application/json")


class NoSuchAddressPage(Page):
    """Whatever lies below the API's root and is no address of it."""

    public = True

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return problem(DomainError("exchange.no_such_address"))


def _page(endpoint: Endpoint) -> type[ApiPage]:
    """The class of one address; it has a handler for its method, so that a walk over all addresses sees which it takes."""
    handler = endpoint.method.lower()
    members: dict[str, Any] = {
        "endpoint": endpoint,
        "permission": endpoint.permission,
        "http_method_names": [handler, *(["head"] if handler == "get" else [])],
        handler: ApiPage.dispatch,
        "__module__": __name__,
    }
    return type(f"Api{endpoint.name.title().replace('_', '')}Page", (ApiPage,), members)


def patterns() -> list[URLPattern]:
    """All addresses of the API."""
    own = [path(one.route, _page(one).as_view(), name=f"api_{one.name}") for one in ENDPOINTS]
    return [
        path(f"{ROOT}openapi.json", OpenApiPage.as_view(), name="api_description"),
        *own,
        path(f"{ROOT}<path:rest>", NoSuchAddressPage.as_view(), name="api_elsewhere"),
    ]
