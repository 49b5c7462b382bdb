SELECT payload, answer FROM idempotency_key WHERE scope = :scope
