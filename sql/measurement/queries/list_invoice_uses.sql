-- Other registrations with one of these invoices that have not ended, the first first.
SELECT v.registration_id
  FROM registration_voucher AS v JOIN registration AS r ON r.id = v.registration_id
  WHERE v.invoice_key IN (:keys*) AND v.registration_id <> :registration AND r.kind = 'sale'
    AND r.state NOT IN ('refused', 'withdrawn', 'corrected', 'reversed')
  ORDER BY v.registration_id LIMIT 10
