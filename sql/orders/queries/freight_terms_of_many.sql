-- Those in force at :at and those to come, of each supplier.
SELECT t.supplier, t.effective_from, t.id, t.terms, t.created_at
FROM freight_terms t
WHERE t.supplier IN (:suppliers*) AND (t.effective_from > :at OR t.effective_from = (
  SELECT MAX(f.effective_from) FROM freight_terms f WHERE f.supplier = t.supplier AND f.effective_from <= :at))
ORDER BY t.supplier, t.effective_from DESC
