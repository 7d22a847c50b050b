"""`python -m planner` is the command line."""

import sys

from planner.cli.main import main

sys.exit(main())
