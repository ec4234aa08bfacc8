// SPDX-License-Identifier: MIT
// A device with memory of its own, of which there is none: pages that a program names go to it and come back.
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/ioport.h>
#include <linux/memremap.h>
#include <linux/migrate.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>

enum { pages = 32768 };  // a section of memory
static struct dev_pagemap memory;
static unsigned long next_page;
static char owner;

static void page_is_free(struct folio *folio) {}

// The page comes back to the processor that touches it; what was in it is gone, since there is no memory.
static vm_fault_t come_back(struct vm_fault *vmf)
{
	unsigned long src = 0, dst = 0;
	struct migrate_vma move = {
		.vma = vmf->vma, .start = vmf->address & PAGE_MASK, .end = (vmf->address & PAGE_MASK) + PAGE_SIZE,
		.src = &src, .dst = &dst, .pgmap_owner = &owner, .flags = MIGRATE_VMA_SELECT_DEVICE_PRIVATE, .fault_page = vmf->page,
	};
	struct page *to;

	if (migrate_vma_setup(&move))
		return VM_FAULT_SIGBUS;
	if (src & MIGRATE_PFN_MIGRATE) {
		to = alloc_page(GFP_HIGHUSER_MOVABLE | __GFP_ZERO);
		if (to) {
			lock_page(to);
			dst = migrate_pfn(page_to_pfn(to)) | (src & MIGRATE_PFN_WRITE);
		}
	}
	migrate_vma_pages(&move);
	migrate_vma_finalize(&move);
	return 0;
}
static const struct dev_pagemap_ops operations = { .folio_free = page_is_free, .migrate_to_ram = come_back };

static long to_device(unsigned long address)
{
	unsigned long src = 0, dst = 0;
	struct migrate_vma move = { .start = address, .end = address + PAGE_SIZE, .src = &src, .dst = &dst,
				    .pgmap_owner = &owner, .flags = MIGRATE_VMA_SELECT_SYSTEM };
	struct page *to;
	long failed = -EFAULT;

	mmap_read_lock(current->mm);
	move.vma = find_vma(current->mm, address);
	if (!move.vma || move.vma->vm_start > address)
		goto out;
	failed = migrate_vma_setup(&move);
	if (failed)
		goto out;
	if ((src & MIGRATE_PFN_MIGRATE) && next_page < pages) {
		to = pfn_to_page(PHYS_PFN(memory.range.start) + next_page++);
		zone_device_page_init(to, &memory, 0);
		dst = migrate_pfn(page_to_pfn(to)) | (src & MIGRATE_PFN_WRITE);
	}
	migrate_vma_pages(&move);
	failed = src & MIGRATE_PFN_MIGRATE ? 0 : -EBUSY;
	migrate_vma_finalize(&move);
out:
	mmap_read_unlock(current->mm);
	return failed;
}
static long asked(struct file *file, unsigned int call, unsigned long address)
{
	return to_device(address & PAGE_MASK);
}
static const struct file_operations calls = { .owner = THIS_MODULE, .unlocked_ioctl = asked };
static struct miscdevice device = { .minor = MISC_DYNAMIC_MINOR, .name = "x86-pte-device", .fops = &calls };

static int __init start(void)
{
	struct resource *region = request_free_mem_region(&iomem_resource, (unsigned long)pages << PAGE_SHIFT, "x86-pte-device");
	void *got;

	if (IS_ERR(region))
		return PTR_ERR(region);
	memory.type = MEMORY_DEVICE_PRIVATE;
	memory.range.start = region->start;
	memory.range.end = region->end;
	memory.nr_range = 1;
	memory.ops = &operations;
	memory.owner = &owner;
	got = memremap_pages(&memory, 0);
	if (IS_ERR(got))
		return PTR_ERR(got);
	return misc_register(&device);
}
module_init(start);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Device memory that is not there, for programs of x86-pte");
