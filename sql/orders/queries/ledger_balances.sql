-- The platform's balances by account; read by the operator and the audit.
SELECT account, SUM(amount_fen) AS balance FROM ledger_posting FORCE INDEX (ledger_posting_account) GROUP BY account
