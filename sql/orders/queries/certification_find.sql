-- Which of the products were certified at an instant.
SELECT DISTINCT product
FROM certification_window
WHERE product IN (:products*) AND valid_from <= :at AND valid_to > :at AND (revoked_at IS NULL OR revoked_at > :at)
