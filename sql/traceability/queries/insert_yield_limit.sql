INSERT INTO yield_limit (process, valid_from, yield_max_permille, tolerance_permille, source, actor, announced_at)
VALUES (:process, :valid_from, :yield_max_permille, :tolerance_permille, :source, :actor, :now)
