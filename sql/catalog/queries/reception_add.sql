INSERT INTO product_reception (product_id, ratings, stars, sequence)
VALUES {{(:product, :ratings, :stars, :sequence)}}
ON DUPLICATE KEY UPDATE ratings = product_reception.ratings + VALUES(ratings), stars = product_reception.stars + VALUES(stars), sequence = VALUES(sequence)
