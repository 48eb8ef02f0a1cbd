"""For all tests."""

import os

from hypothesis import settings

# On CI the same examples at every run: what random ones find is mended where they are found.
ON_CI = bool(os.environ.get("CI"))
# How long one example takes says more about the machine's other work than about the code.
settings.register_profile("leadloop", deadline=None, derandomize=ON_CI)
settings.load_profile("leadloop")
