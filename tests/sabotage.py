"""
Taking one protection away, to see its test fail: `LAOYOU_SABOTAGE=module:attribute=name`.

pytest loads this file as a plugin in the runs of `test_protections.py`; processes that tests start call `apply`. A
sabotage is a function in `SABOTAGES`: it takes what stands at the attribute and returns what shall stand there instead.
"""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

ENVIRONMENT = "LAOYOU_SABOTAGE"

Sabotage = Callable[[Any], Any]
SABOTAGES: dict[str, Sabotage] = {}


def sabotage(function: Sabotage) -> Sabotage:
    """Register a sabotage under its own name."""
    SABOTAGES[function.__name__] = function
    return function


@sabotage
def does_nothing(original: Any) -> Any:
    """A check that checks nothing, an entry that is not written."""
    return lambda *args, **kwargs: None


@sabotage
def says_yes(original: Any) -> Any:
    """A question that is always answered with yes."""
    return lambda *args, **kwargs: True


@sabotage
def marks_all(original: Any) -> Any:
    """Which of them may be seen: all."""

    def marked(rows: Any, *args: Any, **kwargs: Any) -> Any:
        import numpy as np

        return np.ones(len(rows), bool)

    return marked


@sabotage
def hands_back(original: Any) -> Any:
    """A change of text that changes nothing."""
    return lambda value, *args, **kwargs: value


@sabotage
def plain_hash(original: Any) -> Any:
    """A chain of hashes without a key: whoever has the database can compute it anew."""
    return lambda key, table: lambda message: hashlib.sha256(table.encode() + message).digest()


@sabotage
def forgets_the_hash_before(original: Any) -> Any:
    """Each entry is bound to the key and none to the one before it."""

    def mac_of(key: Any, table: str) -> Any:
        mac = original(key, table)
        return lambda message: mac(message[:-32])

    return mac_of


@sabotage
def signs_nothing(original: Any) -> Any:
    """A signature over the same bytes whatever is said."""
    return lambda said: b"anything"


@sabotage
def same_everywhere(original: Any) -> Any:
    """A sealed value that fits into every place."""
    return lambda *args: b"anywhere"


@sabotage
def shows_everything(original: Any) -> Any:
    """Masks without stars."""
    return dict.fromkeys(original, lambda value: value)


@sabotage
def sees_everything(original: Any) -> Any:
    """A query set that forgets whose eyes it serves."""
    return lambda self, scope, permission: self.unscoped("sabotage")


@sabotage
def everywhere(original: Any) -> Any:
    """A condition on areas that every row fulfils."""
    from django.db.models import Q

    return lambda column, prefixes: Q()


@sabotage
def finds_nothing(original: Any) -> Any:
    """A search that finds nothing wrong."""
    return lambda *args: []


@sabotage
def switched_off(original: Any) -> Any:
    """A setting that limits nothing."""
    return False


@sabotage
def assumes_everything(original: Any) -> Any:
    """A rate that nobody has stated is taken for one."""
    from laoyou.engines import demand
    from laoyou.planning.domain import needs

    def assumed(inputs: Any, key: str) -> Any:
        return inputs.norm(key) or demand.given(key, key, 1.0, needs._UNIT_OF.get(key, "share"))

    return assumed


@sabotage
def nought(original: Any) -> Any:
    """A least length that everything has."""
    return 0


@sabotage
def unknown_is_nought(original: Any) -> Any:
    """A missing number that is taken for zero."""
    return lambda text: original(text or "0")


@sabotage
def always_adds_up(original: Any) -> Any:
    """A sum that is never off."""
    return lambda *_given: 0


@sabotage
def hands_on(original: Any) -> Any:
    """A middleware that does nothing of its own."""
    return lambda self, request: self.get_response(request)


@sabotage
def calls_it_pdf(original: Any) -> Any:
    """A type that is believed and not looked at."""
    return lambda data: "application/pdf"


@sabotage
def tells_no_alteration(original: Any) -> Any:
    """An edited text taken as it is, whatever became of its figures."""
    return lambda marked, edited, shown: type(original(marked, edited, shown))(edited, (), ())


@sabotage
def reads_the_register(original: Any) -> Any:
    """A router that sends every reading to one database."""
    return lambda self, model, **hints: "default"


@sabotage
def a_century(original: Any) -> Any:
    """A tolerance that tolerates everything."""
    return lambda: timedelta(days=36_500)


@sabotage
def stores_plain_text(original: Any) -> Any:
    """A field that is written as it is."""
    return lambda instance, name, value: setattr(instance, name, value.encode())


@sabotage
def takes_unknown_for_false(original: Any) -> Any:
    """A rule engine like others: what nobody knows is false."""
    from laoyou.engines.rules.tree import And

    return {**original, And: lambda node, names: " and ".join(f"bool({name})" for name in names)}


@sabotage
def settles_nothing(original: Any) -> Any:
    """Each benefit of a conflict is given as if it were alone."""
    return lambda members, number: members[number]


@sabotage
def without_a_lock(original: Any) -> Any:
    """The head of a chain, read and not held."""
    from laoyou.core.models import ChainHead

    def unlocked(name: str, key: Any) -> Any:
        found = ChainHead.objects.filter(pk=name).first()
        return found or original(name, key)

    return unlocked


@sabotage
def whoever_may_see(original: Any) -> Any:
    """An assessment that whoever may see it may answer and sign."""
    from laoyou.assessments.commands.shared import locked
    from laoyou.assessments.permissions import ASSESS

    return lambda assessment_id, by: locked(assessment_id, ASSESS, by=by)


def apply() -> None:
    """Put the sabotage that the environment names in its place; does nothing where it names none. Django must be set up."""
    wanted = os.environ.get(ENVIRONMENT)
    if not wanted:
        return
    target, _, name = wanted.partition("=")
    owner, attribute = find(target)
    setattr(owner, attribute, SABOTAGES[name](getattr(owner, attribute)))


def find(target: str) -> tuple[Any, str]:
    """'module:Class.attribute' → (what holds the attribute, its name). AttributeError where there is none of that name."""
    module, _, path = target.partition(":")
    owner: Any = importlib.import_module(module)
    *holders, attribute = path.split(".")
    for holder in holders:
        owner = getattr(owner, holder)
    getattr(owner, attribute)
    return owner, attribute


def pytest_collection_finish(session: Any) -> None:
    """Django is set up and every test module is imported: the protection goes."""
    apply()
