ENTRY(gz_entry)
	call gz_from_assembler
	ret
