# SPDX-License-Identifier: GPL-2.0
#
# igmp-querier: an IGMP and MLD querier in the Linux kernel. "make help" lists
# the targets. Kbuild has the list of the module's objects.

KERNELRELEASE ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KERNELRELEASE)/build

all: module tool

# linux-headers-amd64 for 6.1.0-50-amd64: it pulls in each later kernel's headers.
flavour := $(shell echo $(KERNELRELEASE) | sed -E 's/^[0-9][^-]*-([0-9][^-]*-)?//')
ifeq ($(origin KDIR),file)
no_kernel = The headers of kernel $(KERNELRELEASE) are missing: \
	apt install linux-headers-$(KERNELRELEASE) linux-headers-$(flavour)
else
no_kernel = KDIR=$(KDIR) has no kernel to build for
endif

module:
	@test -e $(KDIR)/Makefile || { echo '$(strip $(no_kernel))' >&2; exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tool:
	$(MAKE) -C tools

# The tool last: a failed build of the module must change nothing. With DESTDIR
# only files are put there: the source for DKMS, the tool and what goes with it.
install: tool
	$(if $(DESTDIR),tools/dkms copy '$(DESTDIR)',tools/dkms install)
	$(MAKE) -C tools install

# For packages of the module itself: INSTALL_MOD_PATH=... is the root.
INSTALL_MOD_DIR ?= updates
modules_install: module
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_DIR=$(INSTALL_MOD_DIR) modules_install

# Into this folder; VERSION=... is the packages' version.
deb:
	tools/packaging/deb

uninstall:
	$(if $(DESTDIR),tools/dkms drop '$(DESTDIR)',tools/dkms remove)
	$(MAKE) -C tools uninstall

# These fetch and build what they need. They need root on a Debian machine, but
# do not change its kernel.
demo:
	tools/testing/demo

check:
	tools/testing/check $(STAGES)

check-fresh:
	tools/testing/check-fresh

check-machines:
	tools/testing/run-tests -v tools/testing/tests/machines

kunit:
	tools/testing/kunit-run $(ARCH)

bench:
	tools/testing/bench

# Not recursively: this folder may contain a kernel tree or another checkout.
clean:
	rm -f igmp_querier*.o igmp_querier*.ko igmp_querier*.mod igmp_querier*.mod.c \
		.igmp_querier*.cmd .module-common.* modules.order .modules.order.cmd \
		Module.symvers .Module.symvers.cmd igmp-querier-dkms_*.deb querierctl_*.deb
	for folder in querier kunit; do \
		[ -L $$folder ] || rm -f $$folder/*.o $$folder/.*.cmd; done
	$(MAKE) -C tools clean

help:
	@echo 'make            build the module and querierctl'
	@echo 'make install    install them, the module by DKMS (as root)'
	@echo '                with DESTDIR=... only the files; PREFIX=/usr/local'
	@echo 'make uninstall  remove all that was installed (as root)'
	@echo 'make modules_install  install only the module, for packages of it'
	@echo 'make deb        build the Debian packages'
	@echo 'make demo       show what a querier does, in a virtual machine'
	@echo 'make check      run all tests; STAGES="layers dkms": some'
	@echo 'make check-fresh  the same in a root folder with a minimal Debian 12'
	@echo 'make check-machines  install and use it on Debian 12 and 13 in QEMU'
	@echo 'make kunit      run only the unit tests; ARCH=x86_64: in QEMU'
	@echo 'make bench      measure speed and memory'
	@echo 'make clean      remove what was built'

.PHONY: all module tool install modules_install deb uninstall demo check check-fresh check-machines kunit bench clean help
