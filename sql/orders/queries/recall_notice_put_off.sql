UPDATE recall_notice SET due_at = LEAST(:due_at, gathered_until)
WHERE recall = :recall AND told_at IS NULL AND due_at < :due_at AND gathered_until > due_at
