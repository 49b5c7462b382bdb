UPDATE refund SET next_attempt_at = :now WHERE id = :id AND channel = :channel AND state IN ('requested', 'processing')
