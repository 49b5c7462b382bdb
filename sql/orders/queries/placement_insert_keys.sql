INSERT INTO idempotency_key (scope, payload, answer, created_at) VALUES {{(:scope, :payload, :answer, :now)}}
