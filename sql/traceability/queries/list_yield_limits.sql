-- small table: yield_limit (an operator's, a few processes)
SELECT process, valid_from, yield_max_permille, tolerance_permille, source FROM yield_limit ORDER BY process, valid_from
