"""One set of targets, all year: what an 绩效目标申报表 sets, carried into 监控表 and 自评表."""
