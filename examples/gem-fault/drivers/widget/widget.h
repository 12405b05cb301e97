/* SPDX-License-Identifier: MIT */
#ifndef WIDGET_H
#define WIDGET_H

struct page;

struct widget_object {
	unsigned long	page_count;
	struct page	**pages;
};

struct widget_device {
	unsigned long	regs_pfn;
};

#endif
