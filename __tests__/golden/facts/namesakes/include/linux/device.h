struct platform_driver { int (*probe)(void *dev); };
