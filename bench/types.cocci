// The types, as far as a semantic patch can say it: what is stored in a slot, in the file that stores it.
@slot@
identifier table, fn;
position p;
@@
(
struct vm_operations_struct table = { .fault = fn@p, };
|
struct vm_operations_struct table = { .page_mkwrite = fn@p, };
|
struct vm_operations_struct table = { .pfn_mkwrite = fn@p, };
|
struct vm_operations_struct table = { .huge_fault = fn@p, };
)

@typed depends on slot@
identifier slot.fn;
typedef vm_fault_t;
@@
-int
+vm_fault_t
fn(...) { ... }
