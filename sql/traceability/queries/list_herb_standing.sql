-- What the records of lots that stand tell, each once: no page of them, a finding that is left out would let a lot go on sale.
SELECT DISTINCT h.stage, h.finding
FROM herb_record AS h
LEFT JOIN (SELECT DISTINCT lot_id, corrects FROM herb_record WHERE lot_id IN (:lots*) AND corrects IS NOT NULL) AS c
  ON c.lot_id = h.lot_id AND c.corrects = h.number
WHERE h.lot_id IN (:lots*) AND c.lot_id IS NULL
