# SPDX-License-Identifier: GPL-2.0
"""Whole machines: Debian with systemd in QEMU, driven and watched from outside."""
