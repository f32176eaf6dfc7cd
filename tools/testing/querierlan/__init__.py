# SPDX-License-Identifier: GPL-2.0
"""A LAN to test the querier on: hosts, packets of IGMP and MLD, other queriers, and pytest in a test kernel."""
import os

CHECKOUT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../.."))
