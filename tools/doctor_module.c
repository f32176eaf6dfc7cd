// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of the kernel module: is it there, for this kernel and the next?
 */
#include "device.h"
#include "doctor_checks.h"
#include "layers.h"
#include "message.h"
#include "module.h"
#include "scene.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

static bool has_file(const char *kernel, const char *file)
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "lib/modules/%s/%s", kernel, file);
	return layers_exists(name);
}

static bool has_headers(const char *kernel)
{
	return has_file(kernel, "build/Makefile");
}

/* A folder of modules may outlive its kernel. */
static bool is_bootable(const char *kernel)
{
	char image[PATH_MAX];

	snprintf(image, sizeof(image), "boot/vmlinuz-%s", kernel);
	return layers_exists(image) || has_file(kernel, "vmlinuz");
}

/* All folders of modules, in the order of their versions. */
static int list_kernels(struct dirent ***kernels)
{
	char path[PATH_MAX];

	layers_path(path, sizeof(path), "lib/modules");
	return scandir(path, kernels, NULL, versionsort);
}

static void free_kernels(struct dirent **kernels, int count)
{
	while (count > 0)
		free(kernels[--count]);
	free(kernels);
}

static const char *running_kernel(void)
{
	static struct utsname name;

	uname(&name);
	return name.release;
}

/* Is there no module for the kernel that runs? @other: a kernel that has it. */
static bool is_missing(char *other, size_t size)
{
	struct dirent **kernels;
	int i, count;

	*other = '\0';
	if (module_is_loaded() || module_is_installed(running_kernel()))
		return false;
	count = list_kernels(&kernels);
	for (i = 0; i < count; i++)
		if (module_is_installed(kernels[i]->d_name))
			snprintf(other, size, "%s", kernels[i]->d_name);
	if (count >= 0)
		free_kernels(kernels, count);
	return true;
}

void doctor_module_absent(struct scene *scene)
{
	char other[NAME_MAX + 1];

	if (is_missing(other, sizeof(other)) && !*other)
		finding_text(finding_add(&scene->findings, D01, NULL, NULL),
			     "running", running_kernel());
}

void doctor_module_other_kernel(struct scene *scene)
{
	const char *running = running_kernel();
	char other[NAME_MAX + 1];
	struct finding *finding;

	if (!is_missing(other, sizeof(other)) || !*other)
		return;
	finding = finding_add(&scene->findings, has_headers(running) ? D02 :
			      D02_NO_HEADERS, NULL, NULL);
	finding_text(finding, "running", running);
	finding_text(finding, "kernel", other);
}

static void report_next(struct scene *scene, const char *kernel)
{
	struct finding *finding;

	finding = finding_add(&scene->findings, has_headers(kernel) ? D04 :
			      D04_NO_HEADERS, NULL, NULL);
	finding_text(finding, "kernel", kernel);
}

/*
 * What kind of kernel it is: the "-amd64" of 6.12.41+deb13-amd64, the "-rpi-v8"
 * of 6.12.34+rpt-rpi-v8. The "-rc1" of a prerelease is none.
 */
static const char *find_flavour(const char *kernel)
{
	const char *at = kernel;

	while ((at = strchr(at, '-'))) {
		bool is_prerelease = !strncmp(at, "-rc", 3) &&
				     isdigit((unsigned char)at[3]);

		if (isalpha((unsigned char)at[1]) && !is_prerelease)
			return at;
		at++;
	}
	return "";
}

/* Would a boot prefer the other kernel? Of another kind it is not an update. */
static bool is_update(const char *kernel, const char *other)
{
	return strverscmp(other, kernel) > 0 &&
	       !strcmp(find_flavour(other), find_flavour(kernel)) &&
	       is_bootable(other);
}

/* The newest kernel of the same kind boots next. */
void doctor_module_next(struct scene *scene)
{
	const char *running = running_kernel(), *next = NULL;
	struct dirent **kernels;
	int i, count;

	if (!module_is_installed(running))
		return;
	count = list_kernels(&kernels);
	for (i = 0; i < count; i++)
		if (is_update(running, kernels[i]->d_name))
			next = kernels[i]->d_name;
	if (next && !module_is_installed(next))
		report_next(scene, next);
	if (count >= 0)
		free_kernels(kernels, count);
}

/* Was it built from other sources than the file that the next boot loads? */
static void compare_sources(struct scene *scene, const char *version)
{
	char runs[VALUE_SIZE], installed[VALUE_SIZE];
	struct finding *finding;

	module_source(runs, sizeof(runs));
	module_source_installed(running_kernel(), installed,
				sizeof(installed));
	if (!*runs || !*installed || !strcmp(runs, installed))
		return;
	finding = finding_add(&scene->findings, D05_SOURCE, NULL, NULL);
	finding_text(finding, "runs", version);
	finding_text(finding, "source", runs);
	finding_text(finding, "installed_source", installed);
}

void doctor_module_old(struct scene *scene)
{
	char version[VALUE_SIZE];
	struct finding *finding;

	module_version(version, sizeof(version));
	if (!*version || !strcmp(version, VERSION)) {
		compare_sources(scene, version);
		return;
	}
	finding = finding_add(&scene->findings, D05, NULL, NULL);
	finding_text(finding, "runs", version);
	finding_text(finding, "installed", VERSION);
}
