# SPDX-License-Identifier: GPL-2.0
"""The module's files by family, as tools/generate has made the table from querier/sysfs.yaml."""
import json
import os

from querierlan import CHECKOUT

with open(os.path.join(CHECKOUT, "tools/testing/sysfs.json"), encoding="utf8") as table:
    FAMILIES = json.load(table)
