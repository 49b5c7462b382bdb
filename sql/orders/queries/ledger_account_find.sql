SELECT account, owner FROM ledger_account WHERE account = :account AND owner = :owner
