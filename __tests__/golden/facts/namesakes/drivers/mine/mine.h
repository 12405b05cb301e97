/* No other header defines it. */
struct vm_special_mapping { int (*fault)(void *vmf); };
