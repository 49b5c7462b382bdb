SELECT scope, payload, answer FROM idempotency_key WHERE scope IN (:scopes*)
