// The calls, as far as a semantic patch can say it: one form each, in functions that a script found to be handlers.
@r1@
expression E1, E2, E3;
identifier ret;
@@
-ret = vm_insert_page(E1, E2, E3);
-switch (ret) {
-case 0:
-case -EBUSY:
-	return VM_FAULT_NOPAGE;
-case -ENOMEM:
-	return VM_FAULT_OOM;
-default:
-	return VM_FAULT_SIGBUS;
-}
+return vmf_insert_page(E1, E2, E3);

@r2@
expression list EL;
identifier ret;
identifier old = {vm_insert_page, vm_insert_pfn, vm_insert_mixed};
@@
 ret = old(EL);
 if (ret == -ENOMEM)
	return VM_FAULT_OOM;
 if (ret < 0 && ret != -EBUSY)
	return VM_FAULT_SIGBUS;
 return VM_FAULT_NOPAGE;
