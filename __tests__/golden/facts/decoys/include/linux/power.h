struct power_state {
	bool fault;
	int (*page_mkwrite)(int x);
};

struct connection_operations {
	void (*fault)(struct connection *c);
	void (*open)(struct connection *c);
};
