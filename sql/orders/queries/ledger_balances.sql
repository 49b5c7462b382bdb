-- audit: a trial balance reads every posting
SELECT account, SUM(amount_fen) AS balance FROM ledger_posting FORCE INDEX (ledger_posting_account) GROUP BY account
