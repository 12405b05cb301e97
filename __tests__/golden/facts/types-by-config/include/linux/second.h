struct holder { struct struct_right *table; };
typedef struct typedef_right holder_t;
#define to_table(p) ((struct accessor_right *)(p))
