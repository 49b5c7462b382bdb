-- small table: listing_word
SELECT kind, word
FROM listing_word
WHERE valid_from <= :today AND valid_to >= :today
ORDER BY kind, word
