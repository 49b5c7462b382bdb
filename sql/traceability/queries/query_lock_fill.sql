SELECT whole_to, filled_to FROM epcis_fill WHERE id = :fill FOR UPDATE
