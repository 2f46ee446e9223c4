"""Many reports at once: what to make (`plan`), and making it whatever dies on the way (`run`)."""

from xlmarket.batch.jobs import Figures, Job, Scope, plan
from xlmarket.batch.run import Outcome, run
from xlmarket.batch.stale import find_stale

__all__ = ["Figures", "Job", "Outcome", "Scope", "find_stale", "plan", "run"]
