"""Every address of the API: its path, what it asks of key and account. Known without loading what answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from laoyou.exchange.domain.abilities import Ability
from laoyou.exchange.permissions import ANSWER, KEEP_WEBHOOKS

ROOT: Final = "api/v1/"


@dataclass(frozen=True)
class Endpoint:
    """
    One address with its one method.

    path        below `ROOT`, with `{parameters}` in braces
    permission  what the account must hold, over something; rows are cut to what it is held over
    ability     what the key must be for; None: any key
    writes      POST, once for each Idempotency-Key; otherwise GET
    """

    name: str
    path: str
    permission: str
    ability: Ability | None
    writes: bool = False

    @property
    def method(self) -> str:
        return "POST" if self.writes else "GET"

    @property
    def route(self) -> str:
        """The path as Django's URL patterns want it; what stands in a parameter is judged behind the door."""
        return ROOT + self.path.replace("{", "<str:").replace("}", ">")


_SEE_FACILITIES = "providers.list_facilities"
_CAPACITY = "providers.manage_capacity"

ENDPOINTS: Final = (
    Endpoint("show_key", "key/", "core.see_own_account", None),
    Endpoint("list_residents", "residents/", "people.list_residents", Ability.READ_RESIDENTS),
    Endpoint("show_resident", "residents/{resident_id}/", "people.show_resident", Ability.READ_RESIDENTS),
    Endpoint("list_facilities", "facilities/", _SEE_FACILITIES, Ability.READ_FACILITIES),
    Endpoint("show_facility", "facilities/{facility_id}/", _SEE_FACILITIES, Ability.READ_FACILITIES),
    Endpoint("list_beds", "beds/", _SEE_FACILITIES, Ability.READ_FACILITIES),
    Endpoint("show_bed", "beds/{bed_id}/", _SEE_FACILITIES, Ability.READ_FACILITIES),
    Endpoint("update_bed", "beds/{bed_id}/update/", _CAPACITY, Ability.UPDATE_CAPACITY, writes=True),
    Endpoint("occupy_bed", "beds/{bed_id}/occupy/", _CAPACITY, Ability.UPDATE_CAPACITY, writes=True),
    Endpoint("vacate_bed", "beds/{bed_id}/vacate/", _CAPACITY, Ability.UPDATE_CAPACITY, writes=True),
    Endpoint("list_places", "places/", _SEE_FACILITIES, Ability.READ_FACILITIES),
    Endpoint("update_place", "places/{place_id}/update/", _CAPACITY, Ability.UPDATE_CAPACITY, writes=True),
    Endpoint("list_staff", "staff/", "providers.list_staff", Ability.READ_STAFF),
    Endpoint("list_indicators", "indicators/", "plans.list_indicators", Ability.READ_INDICATORS),
    Endpoint("list_verifications", "verifications/", ANSWER, Ability.ANSWER),
    Endpoint("list_verified_people", "verifications/{request_id}/people/", ANSWER, Ability.ANSWER),
    Endpoint("answer_verification", "verifications/{request_id}/answer/", ANSWER, Ability.ANSWER, writes=True),
    Endpoint("list_objections", "verifications/{request_id}/objections/", ANSWER, Ability.ANSWER),
    Endpoint("reply_to_objection", "objections/{objection_id}/reply/", ANSWER, Ability.ANSWER, writes=True),
    Endpoint("list_webhooks", "webhooks/", KEEP_WEBHOOKS, Ability.KEEP_WEBHOOKS),
    Endpoint("add_webhook", "webhooks/add/", KEEP_WEBHOOKS, Ability.KEEP_WEBHOOKS, writes=True),
    Endpoint("stop_webhook", "webhooks/{webhook_id}/stop/", KEEP_WEBHOOKS, Ability.KEEP_WEBHOOKS, writes=True),
)
BY_NAME: Final = {one.name: one for one in ENDPOINTS}
