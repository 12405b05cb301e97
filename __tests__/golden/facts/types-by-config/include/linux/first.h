struct holder { struct left *table; };
typedef struct left holder_t;
#define to_table(p) ((struct left *)(p))
