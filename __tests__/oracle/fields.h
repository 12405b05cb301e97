/*
 * Memory a handler reads: the plain value first, then three others.  The name
 * is what the text says: `vmf.flags` for `vmf->flags`, `flags` for any other
 * `->flags`.
 */
FIELD("vmf.flags", P.vmf.flags, 0, FAULT_FLAG_WRITE, FAULT_FLAG_ALLOW_RETRY, 15),
FIELD("flags", P.gizmo.flags, 0, GIZMO_TILED, GIZMO_SHARED | GIZMO_IOMEM, 15),
FIELD("vm_flags", P.vma.vm_flags, 0, VM_MIXEDMAP, VM_SHARED | VM_WRITE, VM_PFNMAP | VM_IO),
FIELD("vmf.pgoff", P.vmf.pgoff, 1, 0, 5, 2),
FIELD("vmf.cow_page", P.vmf.cow_page, 0, (long)&P.page[7], 0, (long)&P.page[7]),
FIELD("page", P.gizmo.page, (long)&P.page[5], 0, (long)&P.page[5], 0),
FIELD("pages", P.gizmo.pages, (long)P.pages, 0, (long)P.pages, (long)P.pages),
FIELD("size", P.gizmo.size, 0x3000, 0, 0x1000, 0x100000),
FIELD("npages", P.gizmo.npages, 3, 0, 1, 2),
FIELD("state", P.gizmo.state, GIZMO_IDLE, GIZMO_RUNNING, GIZMO_SAVED, GIZMO_RUNNING),
FIELD("pinned", P.gizmo.pinned, 0, 1, 0, 1),
FIELD("users", P.gizmo.users, 0, 1, 2, 1),
FIELD("faults", P.gizmo.faults, 0, 1, 3, 0),
FIELD("status", P.gizmo.status, 0, -EIO, 1, 0),
FIELD("spare", P.widget.spare, (long)&P.page[6], 0, (long)&P.page[6], 0),
FIELD("nslots", P.widget.nslots, 2, 0, 1, 3),
FIELD("slot", P.widget.slot, 0, 1, 2, 3),
FIELD("mode", P.widget.mode, 0, 1, 2, 0),
