#define MEMBER(name, value) .name = value
