"""What may be published, as a policy in a file: applied to a day's layers or to a reading, and told with the result.

`apply` takes the layers of a date and returns those that may be shown, with what was held back counted by kind;
`apply_to_reading` does the same for a reading. Where nothing may be shown yet, both raise `HeldError`.
"""

from geo.publication.days import PublishedDay, apply
from geo.publication.policy import HeldError, Policy, default_policy, no_policy, read_policy
from geo.publication.readings import apply_to_reading
from geo.publication.withheld import Publication, Withheld, published, together

__all__ = [
    "HeldError",
    "Policy",
    "Publication",
    "PublishedDay",
    "Withheld",
    "apply",
    "apply_to_reading",
    "default_policy",
    "no_policy",
    "published",
    "read_policy",
    "together",
]
