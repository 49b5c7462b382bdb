-- Entries as packed sums tell them apart: ids as they are, the rest joined, enumerations by their place.
SELECT CONCAT(buyer_organisation, IF(buyer_kind = 'consumer', buyer_account, buyer_organisation), supplier, product) AS ids,
  CONCAT_WS('|', buyer_division, delivery_division, production_county, raw_material_county, registration_county,
    buyer_kind - 1, category - 1, certified, channel - 1,
    TO_DAYS(posted_on) - 719528, TO_DAYS(sale_posted_on) - 719528, TO_DAYS(attributed_on) - 719528, kind - 1, amount_fen, quantity) AS fields
FROM measurement_entry
WHERE measure = :measure AND origin = :origin AND sequence > :after AND sequence <= :until
