"""The API keeps to its own description, whatever is sent and whoever sends it: no error of ours, no answer that it does not describe."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from laoyou.core.domain.roles import Role
from tests.scope.asking import taken_back
from tests.scope.samples import HUGE, SAMPLES
from tests.scope.world import World

pytestmark = pytest.mark.django_db(databases=["default", "edge"])

EVERYDAY = ["provider_director a", "department_officer district"]
ALL = [
    "planner district", "town_officer a", "community_worker a", "grid_worker a", "assessor a", "inspector a",
    "call_centre_seat a", "family_doctor a", "treasury_officer a", "carer a", "citizen a", "nothing",
]  # fmt: skip
ROLES = [*EVERYDAY, *(pytest.param(name, marks=pytest.mark.full) for name in ALL)]


@cache
def described() -> Any:
    """The description as another program reads it, asked of this very program."""
    import schemathesis
    from django.core.wsgi import get_wsgi_application

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def operations() -> list[Any]:
    return [result.ok() for result in described().get_all_operations()]


def known_ids(world: World, operation: Any) -> dict[str, list[int]]:
    """Real rows for the numbers in the path, so that a search does not end at the first 404."""
    name = "exchange:api_" + operation.definition.raw["operationId"]
    found: dict[str, list[int]] = {}
    for sample in SAMPLES[name](world):
        for parameter, value in sample.arguments.items():
            if value != HUGE:
                found.setdefault(parameter, []).append(value)
    return found


def search(
    operation: Any,
    ids: dict[str, list[int]],
    headers: dict[str, str],
    wanted: list[Any],
    answered: set[int],
    *,
    examples: int,
) -> None:
    """Ask one operation in `examples` ways, three in four about rows that are there; what it does is taken back."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy(), data=st.data())
    def keeps_to_it(case: Any, data: Any) -> None:
        for parameter, rows in ids.items():
            if data.draw(st.integers(0, 3)):
                case.path_parameters[parameter] = data.draw(st.sampled_from(rows))
        with taken_back():
            response = case.call(headers=headers)
            answered.add(response.status_code)
        case.validate_response(response, checks=wanted)

    keeps_to_it()


@pytest.mark.parametrize("name", ROLES)
def test_no_answer_is_an_error_of_ours_or_another_than_described(
    name: str, world: World, request: pytest.FixtureRequest
) -> None:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    whole = request.config.getoption("--full")
    headers = {"Authorization": f"Bearer {world.readers[name].token}"}
    wanted = [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
        checks.missing_required_header,
        checks.unsupported_method,
    ]
    answered: set[int] = set()
    for operation in operations():
        search(operation, known_ids(world, operation), headers, wanted, answered, examples=60 if whole else 6)
    # A search that was only ever refused has looked at nothing.
    assert name == "nothing" or 200 in answered


def test_every_role_that_may_have_a_key_is_searched() -> None:
    keyless = {Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR}
    searched = {name.split()[0] for name in [*EVERYDAY, *ALL]}
    assert {role.value for role in set(Role) - keyless} <= searched


def test_a_changed_description_is_noticed(world: World) -> None:
    """The search would find an answer that its description forbids: shown on a description that forbids them all."""
    import schemathesis

    from laoyou.exchange.api import surface

    said = {**surface.schema(), "components": dict(surface.schema()["components"])}
    key = said["components"]["schemas"]["KeySchema"]
    said["components"]["schemas"] = {**said["components"]["schemas"], "KeySchema": {**key, "required": ["absent"]}}
    wrong = schemathesis.openapi.from_dict(said)
    wrong.app = described().app
    from schemathesis.specs.openapi import checks

    case = wrong["/api/v1/key/"]["GET"].Case()
    response = case.call(headers={"Authorization": f"Bearer {world.readers[EVERYDAY[0]].token}"})
    with pytest.raises(BaseExceptionGroup) as raised:
        case.validate_response(response, checks=[checks.response_schema_conformance])
    assert [type(one).__name__ for one in raised.value.exceptions] == ["JsonSchemaError"]
