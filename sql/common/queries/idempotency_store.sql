UPDATE idempotency_key SET answer = :answer WHERE scope = :scope AND answer IS NULL
