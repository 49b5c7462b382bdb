UPDATE flag SET state = :state, withdrawn_at = :withdrawn_at, occurred_on = :occurred_on, amount_fen = :amount, evidence = :evidence,
    version = version + 1
  WHERE id = :id AND version = :version
