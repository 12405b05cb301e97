struct platform_driver { int (*probe)(void *dev); };
extern const struct platform_driver *gz_driver;
