"""A job exists exactly when what it belongs to does."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from procrastinate.contrib.django import app

from foundation.working import jobs, make_due, work_the_queue
from stepwell.foundation.jobs import MOST_TRIES, defer, job

done: list[dict[str, object]] = []


@pytest.fixture(autouse=True)
def _the_test_job() -> Iterator[None]:
    @job("test.note")
    def note(**values: object) -> None:
        if values.get("fails"):
            raise KeyError("no")
        done.append(values)

    done.clear()
    yield
    app.tasks.pop("test.note", None)


def test_a_job_is_worked_with_its_values(committed_db: None) -> None:
    defer("test.note", patient="a", count=3)
    work_the_queue()
    assert done == [{"patient": "a", "count": 3}]
    assert jobs("test.note")[0][0] == "succeeded"


def test_a_job_of_a_transaction_that_failed_never_was(committed_db: None) -> None:
    with transaction.atomic():
        defer("test.note", kept=True)
        with pytest.raises(KeyError), transaction.atomic():
            defer("test.note", kept=False)
            raise KeyError
    work_the_queue()
    assert done == [{"kept": True}]


def test_a_job_is_invisible_until_the_commit(committed_db: None) -> None:
    with transaction.atomic():
        defer("test.note", early=True)
        work_the_queue()
        assert done == []
    work_the_queue()
    assert done == [{"early": True}]


def test_a_failing_job_is_tried_again_later_up_to_eight_times(committed_db: None) -> None:
    defer("test.note", fails=True)
    for tries in range(1, MOST_TRIES + 1):
        work_the_queue()
        assert jobs("test.note")[0][:2] == ("todo", tries)
        work_the_queue()  # not due yet
        assert jobs("test.note")[0][:2] == ("todo", tries)
        make_due()
    work_the_queue()
    assert jobs("test.note")[0][:2] == ("failed", MOST_TRIES + 1)


@pytest.mark.django_db
def test_a_job_nobody_registered_is_refused_at_once() -> None:
    from procrastinate.exceptions import TaskNotFound

    with pytest.raises(TaskNotFound):
        defer("test.unknown")


@pytest.mark.django_db
def test_the_simulators_past_queues_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWELL_SIMULATING", "1")
    defer("test.note")
    assert jobs("test.note") == []


def test_sealing_and_sweeping_run_by_the_clock() -> None:
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic["ledger.seal"] == "* * * * *"
    assert periodic["outbox.sweep"] == "17 * * * *"
    assert periodic["floods.purge"] == "41 3 * * *"
