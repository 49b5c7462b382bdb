INSERT INTO ledger_posting (transaction_id, position, account, owner, amount_fen)
VALUES {{(:transaction_id, :position, :account, :owner, :amount)}}
