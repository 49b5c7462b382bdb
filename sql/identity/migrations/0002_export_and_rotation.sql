-- A person's export also lists what others did to their account, such as sign-ins that were refused.
ALTER TABLE audit_entry ADD KEY audit_entry_subject (subject, id);

-- Used tokens are kept as long as a copy could still be tried, then deleted.
ALTER TABLE refresh_token ADD KEY refresh_token_used (used_at);
