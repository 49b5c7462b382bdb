INSERT INTO payout (id, batch_id, supplier, account_id, amount_fen, entries, state, bank_reference, failure, failure_note, made_at, paid_on, paid_at,
  failed_at, version)
VALUES (:id, :batch_id, :supplier, :account_id, :amount, :entries, :state, NULL, NULL, '', :now, NULL, NULL, NULL, 1)
