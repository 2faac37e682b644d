"""Jobs: not lost, not done twice, gone on with after a worker died."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.core import jobs
from laoyou.core.models import Job
from laoyou.core.scope import Scope

BY = Scope.system("test")
pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds() -> Iterator[dict[str, jobs.Work]]:
    before = dict(jobs._kinds)
    yield jobs._kinds
    jobs._kinds.clear()
    jobs._kinds.update(before)


def test_the_same_work_asked_twice_is_one_job(kinds: dict[str, jobs.Work]) -> None:
    first = jobs.enqueue("t", "一次", {"n": 1}, by=BY, key="once")
    assert jobs.enqueue("t", "两次", {"n": 2}, by=BY, key="once").pk == first.pk
    assert Job.objects.count() == 1


def test_arguments_come_back_as_they_were_and_are_not_kept_in_clear(kinds: dict[str, jobs.Work]) -> None:
    job = jobs.enqueue("t", "标题", {"phone": "13900000000"}, by=BY)
    assert b"13900000000" not in bytes(job.arguments)
    run = jobs.lease_next()
    assert run is not None
    assert run.arguments == {"phone": "13900000000"}


def test_a_leased_job_is_not_given_to_a_second_worker_until_its_lease_runs_out(kinds: dict[str, jobs.Work]) -> None:
    jobs.enqueue("t", "标题", {}, by=BY)
    first = jobs.lease_next()
    assert first is not None
    assert jobs.lease_next() is None
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    second = jobs.lease_next()
    assert second is not None
    with pytest.raises(jobs.LeaseLostError):
        first.advance(1, cursor="1")


def test_a_second_attempt_goes_on_from_the_committed_cursor(kinds: dict[str, jobs.Work]) -> None:
    done: list[int] = []

    def work(run: jobs.Run) -> None:
        for number in range(int(run.cursor or 0), 5):
            if number == 3 and run.cursor == "3" and len(done) == 3:
                raise KeyboardInterrupt  # what a kill looks like from inside
            done.append(number)
            run.advance(number + 1, 5, cursor=str(number + 1))

    kinds["t"] = work
    jobs.enqueue("t", "标题", {}, by=BY)
    run = jobs.lease_next()
    assert run is not None
    with pytest.raises(KeyboardInterrupt):
        jobs.perform(run)
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    done.append(-1)
    again = jobs.lease_next()
    assert again is not None
    jobs.perform(again)
    assert done == [0, 1, 2, -1, 3, 4]
    assert Job.objects.get().state == Job.State.DONE


def test_asking_to_cancel_stops_at_the_next_step(kinds: dict[str, jobs.Work]) -> None:
    def work(run: jobs.Run) -> None:
        run.advance(1, 9, cursor="1")
        jobs.ask_to_cancel(Job.objects.get())
        run.advance(2, 9, cursor="2")
        raise AssertionError("went on")

    kinds["t"] = work
    jobs.enqueue("t", "标题", {}, by=BY)
    jobs.perform(jobs.lease_next())  # type: ignore[arg-type]
    job = Job.objects.get()
    assert (job.state, job.done) == (Job.State.CANCELLED, 2)


@pytest.mark.parametrize(
    ("error", "says"), [(DomainError("core.not_found"), "没有找到"), (ZeroDivisionError(), "任务没有完成")]
)
def test_a_job_that_fails_says_why_and_the_worker_lives(
    kinds: dict[str, jobs.Work], error: Exception, says: str
) -> None:
    def work(run: jobs.Run) -> None:
        raise error

    kinds["t"] = work
    jobs.enqueue("t", "标题", {}, by=BY)
    jobs.perform(jobs.lease_next())  # type: ignore[arg-type]
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert says in job.message


def test_a_job_that_killed_its_worker_five_times_is_put_aside(kinds: dict[str, jobs.Work]) -> None:
    jobs.enqueue("t", "标题", {}, by=BY)
    for _ in range(jobs.MAX_ATTEMPTS):
        assert jobs.lease_next() is not None
        Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert jobs.lease_next() is None
    assert Job.objects.get().state == Job.State.FAILED
