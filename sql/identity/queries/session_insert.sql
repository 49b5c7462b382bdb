INSERT INTO session (id, sign_in, account, role, organisation, method, signed_in_at, created_at, expires_at, ended_at, end_reason)
VALUES (:id, :sign_in, :account, :role, :organisation, :method, :signed_in_at, :now, :expires_at, NULL, NULL)
