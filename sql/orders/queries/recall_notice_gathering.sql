SELECT gathered_until FROM recall_notice WHERE recall = :recall AND gathered_until IS NOT NULL LIMIT 1
