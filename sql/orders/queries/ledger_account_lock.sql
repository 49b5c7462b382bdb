-- Locks suppliers' accounts in key order: whoever makes payouts holds them.
SELECT owner
FROM ledger_account FORCE INDEX (PRIMARY)
WHERE account = :account AND owner IN (:owners*)
ORDER BY owner
FOR UPDATE
