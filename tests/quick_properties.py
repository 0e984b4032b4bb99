"""A pytest plugin for the mutation run: the same examples every time, and no shrinking.

A mutant is asked one question, killed or not: the smallest example that kills it is nobody's, and
a machine that is slow just now has killed nothing.
"""

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "mutation",
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("mutation")
