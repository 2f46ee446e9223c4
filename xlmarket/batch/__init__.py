"""Many reports at once: `plan` lists the jobs, `run` makes their files and survives workers that die."""

from xlmarket.batch.bundle import write_zip
from xlmarket.batch.jobs import FigureSource, Job, MetricScope, plan
from xlmarket.batch.run import JobOutcome, list_states, run, run_task
from xlmarket.batch.stale import find_stale

__all__ = [
    "FigureSource",
    "Job",
    "JobOutcome",
    "MetricScope",
    "find_stale",
    "list_states",
    "plan",
    "run",
    "run_task",
    "write_zip",
]
