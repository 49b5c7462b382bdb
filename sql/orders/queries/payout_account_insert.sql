INSERT INTO payout_account (id, supplier, sealed, bank, last_digits, holder_matches, registered_by, registered_at, effective_at, ended_at, ended_as,
  decision_reason, version)
VALUES (:id, :supplier, :sealed, :bank, :last_digits, :holder_matches, :registered_by, :now, :effective_at, NULL, NULL, '', 1)
