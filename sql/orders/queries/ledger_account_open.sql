INSERT INTO ledger_account (account, owner, opened_at)
VALUES (:account, :owner, :now)
ON DUPLICATE KEY UPDATE account = ledger_account.account
