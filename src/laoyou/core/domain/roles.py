"""The roles a person may hold, and which of them may never meet in one account."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody does in the district; always granted together with where (an area, a provider or a family)."""

    PLANNER = "planner"
    DEPARTMENT_OFFICER = "department_officer"
    TOWN_OFFICER = "town_officer"
    COMMUNITY_WORKER = "community_worker"
    GRID_WORKER = "grid_worker"
    PROVIDER_DIRECTOR = "provider_director"
    CARER = "carer"
    ASSESSOR = "assessor"
    INSPECTOR = "inspector"
    CALL_CENTRE_SEAT = "call_centre_seat"
    FAMILY_DOCTOR = "family_doctor"
    TREASURY_OFFICER = "treasury_officer"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    CITIZEN = "citizen"


SEPARATED_DUTIES = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
"""System, security and audit administration (三员分立): no account holds more than one of them, nor any other role beside it."""

OFFICE_ROLES = frozenset(
    {
        Role.PLANNER,
        Role.DEPARTMENT_OFFICER,
        Role.TOWN_OFFICER,
        Role.COMMUNITY_WORKER,
        Role.GRID_WORKER,
        Role.INSPECTOR,
        Role.CALL_CENTRE_SEAT,
        Role.TREASURY_OFFICER,
    }
)
PROVIDER_ROLES = frozenset({Role.PROVIDER_DIRECTOR, Role.CARER})


class GrantKind(StrEnum):
    """Over what a role is held: an area with all below it, one provider, or one family."""

    AREA = "area"
    PROVIDER = "provider"
    FAMILY = "family"


def kinds_for(role: Role) -> frozenset[GrantKind]:
    """Over what `role` may be held: directors and carers over a provider, citizens over their family, all others over an area."""
    if role in PROVIDER_ROLES:
        return frozenset({GrantKind.PROVIDER})
    if role is Role.CITIZEN:
        return frozenset({GrantKind.FAMILY})
    return frozenset({GrantKind.AREA})


def may_hold(role: Role, already: frozenset[Role]) -> bool:
    """Whether an account that holds `already` may also be given `role`, by the separation of duties."""
    if role in SEPARATED_DUTIES:
        return not (already - {role})
    return not (already & SEPARATED_DUTIES)
