UPDATE recall_notice SET due_at = :now WHERE recall = :recall AND told_at IS NULL AND due_at > :now
