/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Macros that kernel code has and a program lacks.
 */
#ifndef QC_COMPILER_H
#define QC_COMPILER_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#ifndef __printf
#define __printf(format, first) __attribute((__format__(printf, format, first)))
#endif

#ifndef __noreturn
#define __noreturn __attribute((__noreturn__))
#endif

#endif /* QC_COMPILER_H */
