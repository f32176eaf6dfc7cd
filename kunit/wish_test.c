// SPDX-License-Identifier: GPL-2.0
/* Which of several obstacles is the reason, and what "auto" asks for. */
#include "fixture.h"
#include "../querier/wish.h"

static struct qr_traits good(void)
{
	return (struct qr_traits) {
		.is_ethernet = true,
		.has_wire = true,
		.has_multicast = true,
		.is_up = true,
		.has_address = true,
	};
}

static void nothing_is_in_the_way(struct kunit *test)
{
	struct qr_traits traits = good();
	enum qr_wish wish;

	for (wish = QR_WISH_OFF; wish <= QR_WISH_AUTO; wish++)
		KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(wish, &traits),
				(int)QR_REASON_NONE);
}

/*
 * From the first reason to the last: each row adds an obstacle to those of the
 * rows below it, and its reason is the one that shows.
 */
static const struct order_row {
	const char *desc;
	enum qr_reason on, automatic;
} order_rows[] = {
	{ "loopback", QR_REASON_LOOPBACK, QR_REASON_LOOPBACK },
	{ "not Ethernet", QR_REASON_NOT_ETHERNET, QR_REASON_NOT_ETHERNET },
	{ "no wire", QR_REASON_NO_MULTICAST, QR_REASON_NO_WIRE },
	{ "no multicast", QR_REASON_NO_MULTICAST, QR_REASON_NO_MULTICAST },
	{ "a port", QR_REASON_BRIDGE_PORT, QR_REASON_BRIDGE_PORT },
	{ "down", QR_REASON_LINK_DOWN, QR_REASON_LINK_DOWN },
	{ "no address", QR_REASON_NO_ADDRESS, QR_REASON_NO_ADDRESS },
};

ROWS(order);

static struct qr_traits traits_from(size_t first)
{
	return (struct qr_traits) {
		.is_loopback = first <= 0,
		.is_ethernet = first > 1,
		.has_wire = first > 2,
		.has_multicast = first > 3,
		.port = first > 4 ? QR_PORT_NONE : QR_PORT_BRIDGE,
		.is_up = first > 5,
	};
}

static void order_of_reasons(struct kunit *test)
{
	const struct order_row *row = test->param_value;
	struct qr_traits traits = traits_from(row - order_rows);

	KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(QR_WISH_ON, &traits),
			(int)row->on);
	KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(QR_WISH_AUTO, &traits),
			(int)row->automatic);
}

static void address_of_enabled_links_only(struct kunit *test)
{
	struct qr_traits traits = good();

	traits.has_address = false;
	KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(QR_WISH_OFF, &traits),
			(int)QR_REASON_NONE);
}

static const struct port_row {
	const char *desc;
	enum qr_port port;
	enum qr_reason on, automatic;
} port_rows[] = {
	{ "a bridge's", QR_PORT_BRIDGE, QR_REASON_BRIDGE_PORT,
	  QR_REASON_BRIDGE_PORT },
	{ "a bond's", QR_PORT_LAG, QR_REASON_LAG_PORT, QR_REASON_LAG_PORT },
	{ "another's", QR_PORT_OTHER, QR_REASON_NONE, QR_REASON_NO_WIRE },
	{ "no one's", QR_PORT_NONE, QR_REASON_NONE, QR_REASON_NONE },
};

ROWS(port);

static void ports(struct kunit *test)
{
	const struct port_row *row = test->param_value;
	struct qr_traits traits = good();

	traits.port = row->port;
	KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(QR_WISH_ON, &traits),
			(int)row->on);
	KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(QR_WISH_AUTO, &traits),
			(int)row->automatic);
	KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(QR_WISH_OFF, &traits),
			(int)row->on);
}

/* Only "auto" looks for a wire, and the port of a device without one has none. */
static void auto_needs_a_wire(struct kunit *test)
{
	struct qr_traits conduit = good(), lone = good();

	conduit.is_conduit = true;
	lone.has_wire = false;
	KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(QR_WISH_ON, &conduit),
			(int)QR_REASON_NONE);
	KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(QR_WISH_AUTO, &conduit),
			(int)QR_REASON_NO_WIRE);
	KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(QR_WISH_ON, &lone),
			(int)QR_REASON_NONE);
	lone.port = QR_PORT_BRIDGE;
	KUNIT_EXPECT_EQ(test, (int)qr_wish_obstacle(QR_WISH_AUTO, &lone),
			(int)QR_REASON_NO_WIRE);
}

static struct kunit_case wish_cases[] = {
	KUNIT_CASE(nothing_is_in_the_way),
	KUNIT_CASE_PARAM(order_of_reasons, order_gen_params),
	KUNIT_CASE(address_of_enabled_links_only),
	KUNIT_CASE_PARAM(ports, port_gen_params),
	KUNIT_CASE(auto_needs_a_wire),
	{}
};

static struct kunit_suite wish_suite = {
	.name = "qr_wish",
	.test_cases = wish_cases,
};

kunit_test_suite(wish_suite);
