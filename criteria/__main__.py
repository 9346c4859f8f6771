"""`python -m criteria` is `feasibility`."""

import sys

from criteria.cli import main

sys.exit(main())
