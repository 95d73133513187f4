"""`python -m nma_ae`: the command line, where no script is installed."""

import sys

from nma_ae.cli import main

sys.exit(main())
