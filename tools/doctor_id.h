/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
#ifndef QC_DOCTOR_ID_H
#define QC_DOCTOR_ID_H

enum sentence_id {
	D11,
	D12,
	D30,
};

enum check_id {
	CHECK_D11,
	CHECK_D12,
	CHECK_D30,
};

#endif /* QC_DOCTOR_ID_H */
