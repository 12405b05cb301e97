#define STEP insert
#define step_of(number) insert
#define CALL(table, member) (table)->member
