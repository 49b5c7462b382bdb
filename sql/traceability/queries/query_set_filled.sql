UPDATE epcis_fill SET filled_to = :to WHERE id = :fill
