-- Who is admitted, or admitted again, has proved its licences: nothing more is asked of it.
UPDATE supplier
SET status = :status, version = version + 1, updated_at = :now,
    reverify_by = CASE WHEN :admitted = 1 THEN NULL ELSE reverify_by END,
    reverify_answered = CASE WHEN :admitted = 1 THEN 0 ELSE reverify_answered END
WHERE id = :id AND version = :version
